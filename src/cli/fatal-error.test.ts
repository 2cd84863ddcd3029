import { describe, expect, it } from "vitest"
import { hostileThrown } from "../../tests/kit/hostile-thrown.ts"
import { SourceError, UsageError } from "../errors.ts"
import { ImportStoppedError } from "../index.ts"
import type { Summary } from "../index.ts"
import { crashText, fatalError, stopText } from "./fatal-error.ts"

const systemError = (code: string, path: string): Error =>
  Object.assign(new Error(`${code}: something, open '${path}'`), { code, path, syscall: "open" })

describe("fatalError()", () => {
  it("says wrong use and unreadable sources as they are, in the words of the command line", () => {
    expect(fatalError(new UsageError("maxRejects takes a number"), false, false)).toEqual({
      text: "--max-rejects takes a number",
      exitCode: 2,
    })
    expect(fatalError(new SourceError("Cannot read x.csv"), false, false).exitCode).toBe(2)
  })

  it.each(hostileThrown())("says something of %s", (_, thrown) => {
    expect(fatalError(thrown, true, true).text).toMatch(/./)
    expect(crashText(thrown, { mapPath: "map.ts", verbose: true })).toMatch(/./)
  })

  it("says all on one line, whatever names it holds", () => {
    const name = "a\nFAKE LINE\r\n\u2028b.csv"
    for (const error of [
      new UsageError(`There is no ${name}`),
      new SourceError(`Cannot read ${name}`),
      Object.assign(new Error(name), { name: "PlainUsageError" }),
      systemError("EACCES", name),
    ])
      expect(fatalError(error, false, false).text).toMatch(/^[^\n\r\u2028]*a FAKE LINE b\.csv[^\n\r\u2028]*$/)
    expect(fatalError(new TypeError(name), false, false).text.split("\n")).toHaveLength(2)
    const stopped = { code: "SOURCE_BROKEN", message: `Cannot read ${name}` } as const
    expect(stopText(stopped, { kind: "dry-run" }, "x")).toBe("Cannot read a FAKE LINE b.csv")
  })

  it("says what is wrong with a file that cannot be written, by whether something was sent before", () => {
    expect(fatalError(systemError("EACCES", "/x/y"), false, false)).toEqual({
      text: "Cannot write /x/y: permission denied.",
      exitCode: 2,
    })
    expect(fatalError(systemError("ENOSPC", "/x/y"), true, false).exitCode).toBe(3)
  })

  it("says what is wrong with what cannot be read", () => {
    const error = Object.assign(systemError("ENOTDIR", "/x/y"), { syscall: "scandir" })
    expect(fatalError(error, false, false)).toEqual({
      text: "Cannot read /x/y: a part of the path is not a directory.",
      exitCode: 2,
    })
  })

  it("asks to report what should not be, with the stack only on demand", () => {
    const error = new TypeError("x is undefined")
    const short = fatalError(error, false, false)
    expect(short.exitCode).toBe(3)
    expect(short.text).toContain("This is a bug, please report it.")
    expect(short.text).not.toContain("    at ")
    expect(fatalError(error, false, true).text).toContain("    at ")
  })
})

describe("crashText()", () => {
  it("names the line of the map file, if that is to blame", () => {
    const error = new Error("boom")
    error.stack =
      "Error: boom\n    at Timeout._onTimeout (/data/map.ts:12:7)\n    at node:internal/timers:1:1"
    expect(crashText(error, { mapPath: "/data/map.ts", verbose: false })).toMatch(
      /^On line 12 of \/data\/map\.ts .*: boom$/,
    )
    expect(crashText(error, { mapPath: "/data/other.ts", verbose: false })).toContain("This is a bug")
  })
})

describe("crashText() of what is no error", () => {
  it.each([
    [{ status: 500, body: { reason: "busy" } }, "{ status: 500, body: { reason: 'busy' } }"],
    ["a text\nFAKE LINE", "a text FAKE LINE"],
    [undefined, "undefined"],
    [null, "null"],
  ])("shows %j, and who is likely to have thrown it", (thrown, shown) => {
    const text = crashText(thrown, { mapPath: "/data/map.ts", verbose: false })
    expect(text).toContain(`most likely by /data/map.ts: ${shown}\n`)
    expect(text).not.toContain("This is a bug")
  })
})

describe("stopText()", () => {
  const stopped = new ImportStoppedError("raise maxRejects.", "TOO_MANY_REJECTS", {} as Summary)

  it("says how to go on, where something was really imported", () => {
    expect(stopText(stopped, { kind: "iterable", region: "us" }, "idi run a.csv")).toBe(
      "raise --max-rejects.\nWhat was imported stays imported. To go on where it stopped, with the map file as it is or corrected, however many are rejected:\n  idi run a.csv --max-rejects off",
    )
    expect(stopText(stopped, { kind: "dry-run" }, "idi run a.csv")).toBe("raise --max-rejects.")
  })

  it("says what a source must be that could not be read to its end", () => {
    const target = { kind: "iterable", region: "us" } as const
    const broken = stopText({ code: "SOURCE_BROKEN", message: "No." }, target, "idi run a.csv.gz")
    expect(broken).toContain("once the source can be read to its end")
    expect(broken).toMatch(/:\n {2}idi run a\.csv\.gz --resume-anyway$/)
    const damaged = stopText({ code: "SOURCE_DAMAGED", message: "No." }, target, "idi run a.csv.gz")
    expect(damaged).toMatch(/start over:\n {2}idi run a\.csv\.gz --restart$/)
    expect(damaged).not.toContain("go on")
  })

  it("says from when on to go on, and which flag is meant", () => {
    const message = "Iterable asks to wait until T, which is longer than maxOutageMs lets an import wait."
    const told = stopText(
      { code: "ASKED_TO_WAIT", message },
      { kind: "iterable", region: "us" },
      "idi run a.csv",
    )
    expect(told).toBe(
      "Iterable asks to wait until T, which is longer than --max-outage lets an import wait.\nWhat was imported stays imported. To go on where it stopped, from that time on:\n  idi run a.csv",
    )
  })

  it("says that another key is needed, where it is the key", () => {
    const refused = { code: "API_UNAUTHORIZED", message: "No." } as const
    expect(stopText(refused, { kind: "iterable", region: "us" }, "idi run a.csv")).toContain(
      "To go on where it stopped, with a key that is accepted (add --same-project if it is another one of this project):\n  idi run a.csv",
    )
    const forbidden = { code: "API_FORBIDDEN", message: "Check baseUrl." } as const
    const text = stopText(forbidden, { kind: "iterable", region: "us" }, "idi run a.csv")
    expect(text).toContain("once what the message names is put right:\n  idi run a.csv")
    expect(text).not.toContain("key")
  })
})
