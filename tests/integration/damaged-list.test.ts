import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, expect, it } from "vitest"
import { UsageError, retryRejects } from "../../src/index.ts"
import type { RetryOptions, RetrySummary } from "../../src/index.ts"
import { TAKING, cityMap, importCities } from "../kit/unknown-cities.ts"

let folder = ""
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "damaged-list-"))
  await imported()
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

const mapFunction = cityMap()
const directory = (): string => join(folder, "state", "users.csv")
const listPath = (): string => join(directory(), "rejects.ndjson")

/** Imports four records, of which the last three are rejects. */
const imported = (): Promise<void> =>
  importCities(folder, "id,city\nu1,Rome\nu2,?\nu3,?\nu4,?\n", mapFunction)

const retried = (options: RetryOptions = {}): Promise<RetrySummary> =>
  retryRejects(
    {
      name: "users.csv",
      stateDir: join(folder, "state"),
      importer: TAKING,
      logLevel: "off",
      overwriteNewer: true,
      ...options,
    },
    mapFunction,
  )

/** The list in which all cities are corrected, as a program saves it. */
const savedBy = (save: (lines: readonly string[]) => Buffer | string): Buffer | string =>
  save(readFileSync(listPath(), "utf8").replaceAll('"city":"?"', '"city":"Bonn"').trimEnd().split("\n"))

const files = (): unknown =>
  ["rejects.csv", "rejects.ndjson", "summary.json", "journal"].map((name) =>
    readFileSync(join(directory(), name), "latin1"),
  )

const pretty = (line: string, indent: number | string): string =>
  JSON.stringify(JSON.parse(line), null, indent)
const [PRETTY, RETURNS, JOINED] = ["looks pretty-printed", "with carriage returns", "holds several objects"]
const [WHOLE, SEQUENCE, ENCODING] = ["one whole object", "RFC 7464", "another encoding than UTF-8"]

it.each<[string, string, (lines: readonly string[]) => Buffer | string]>([
  ["pretty-printed", PRETTY, (lines) => lines.map((line) => `${pretty(line, 2)}\n`).join("")],
  [
    "pretty-printed with tabs, CRLF",
    PRETTY,
    (lines) => lines.map((line) => pretty(line, "\t").replaceAll("\n", "\r\n")).join("\r\n"),
  ],
  ["pretty-printed in one place", PRETTY, ([one = "", ...others]) => [...others, pretty(one, 1)].join("\n")],
  [
    "pretty-printed, with CR",
    RETURNS,
    (lines) => lines.map((line) => pretty(line, 2).replaceAll("\n", "\r")).join("\r"),
  ],
  ["with CR line ends", RETURNS, (lines) => `${lines.join("\r")}\r`],
  ["with one CR line end", RETURNS, ([one = "", ...others]) => `${one}\r${others.join("\n")}\n`],
  ["on one line", JOINED, (lines) => `${lines.join("")}\n`],
  ["with two objects on a line", JOINED, ([one = "", ...others]) => `${one} ${others.join("\n")}\n`],
  ["as a sequence", SEQUENCE, (lines) => lines.map((line) => `\u001E${line}\n`).join("")],
  ["with commas", WHOLE, (lines) => lines.join(",\n")],
  ["as texts", WHOLE, (lines) => lines.map((line) => JSON.stringify(line)).join("\n")],
  [
    "as bare records",
    WHOLE,
    (lines) =>
      lines.map((line) => JSON.stringify((JSON.parse(line) as { record: object }).record)).join("\n"),
  ],
  ["cut short", WHOLE, (lines) => lines.join("\n").slice(0, (lines[0] ?? "").length + 50)],
  ["with a strange line", WHOLE, (lines) => [...lines, "see above"].join("\n")],
  ["in Latin-1", ENCODING, (lines) => Buffer.from(lines.join("\n").replace("Bonn", "Köln"), "latin1")],
])("refuses a rejects.ndjson as a whole that was saved %s", async (_, what, save) => {
  writeFileSync(listPath(), savedBy(save))
  const before = files()
  for (const from of [undefined, listPath(), join(directory(), "rejects.csv")]) {
    const error: unknown = await retried({ from }).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(UsageError)
    expect(String(error)).toMatch(/line \d+ (is|and \d+ more are) not (a )?rejects?/)
    expect(String(error)).toContain(what)
  }
  expect(files()).toEqual(before)
  expect(readdirSync(directory()).filter((name) => name.startsWith("rejects."))).toHaveLength(2)
})

it("keeps one line that was mistyped, and runs the others", async () => {
  writeFileSync(
    listPath(),
    savedBy(([one = "", ...others]) => [`${one}}`, ...others, ""].join("\n")),
  )
  expect((await retried()).records).toMatchObject({ imported: 3, rejected: 1 })
  expect(readFileSync(listPath(), "utf8")).toMatch(/^\{"state":"rejected".*\}\}\n$/)
  // It can be corrected afterwards.
  expect((await retried()).records).toMatchObject({ imported: 3, rejected: 1 })
  writeFileSync(
    listPath(),
    savedBy(([one = ""]) => `${one.slice(0, -1)}\n`),
  )
  expect((await retried()).records).toMatchObject({ imported: 4, rejected: 0 })
})

it("takes lines that were deleted, and blank ones, for no damage", async () => {
  writeFileSync(
    listPath(),
    savedBy(([one = "", , three = ""]) => `\uFEFF${one}\r\n\r\n${three}`),
  )
  expect((await retried()).records).toMatchObject({ imported: 3, rejected: 1 })
})
