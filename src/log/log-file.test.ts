import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, describe, expect, it } from "vitest"
import { VirtualClock } from "../../tests/kit/virtual-clock.ts"
import { scrubbedLogger } from "../platform/logger.ts"
import { secretScrubber } from "../platform/secret/secret-scrubber.ts"
import { LogFile } from "./log-file.ts"
import type { LogFileOptions } from "./log-file.ts"
import { LOG_LEVELS } from "./log-level.ts"

const scratch = mkdtempSync(join(tmpdir(), "log-"))
let folders = 0
const newPath = (): string => join(scratch, String((folders += 1)), "log.ndjson")
const open = (path: string, options: Partial<LogFileOptions> = {}): LogFile =>
  new LogFile({ path, leastLevel: "debug", clock: new VirtualClock(), ...options })
const messages = (path: string): string[] =>
  readFileSync(path, "utf8")
    .split("\n")
    .slice(0, -1)
    .map((line) => (JSON.parse(line) as { readonly message: string }).message)

afterAll(() => rmSync(scratch, { recursive: true, force: true }))

describe("LogFile", () => {
  it("has a line when the call returns, in a file for its owner alone", () => {
    const path = newPath()
    open(path).info("The import starts.", { importName: "users" })
    expect(readFileSync(path, "utf8")).toBe(
      '{"time":"2026-01-01T00:00:00.000Z","level":"info","message":"The import starts.","importName":"users"}\n',
    )
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(statSync(join(path, "..")).mode & 0o777).toBe(0o700)
  })

  it.each([...LOG_LEVELS.entries()])(
    "from the level number %d on, %s, takes the lines",
    (index, leastLevel) => {
      const path = newPath()
      const log = open(path, { leastLevel })
      for (const level of LOG_LEVELS) log[level](level)
      expect(messages(path)).toEqual(LOG_LEVELS.slice(index))
    },
  )

  it("neither writes nor begins a new file once its guard throws, and says later what was lost", () => {
    const path = newPath()
    let isHeld = true
    const guard = (): void => {
      if (!isHeld) throw new Error("another process has it")
    }
    const log = open(path, { guard, maxBytes: 100 })
    log.info("first")
    isHeld = false
    log.info("second, which would not fit behind the first one and so begin a new file")
    expect(messages(path)).toEqual(["first"])
    expect(existsSync(path.replace(".ndjson", ".previous.ndjson"))).toBe(false)
    isHeld = true
    log.info("third")
    expect(messages(path)).toEqual(["Lines of this log were lost.", "third"])
  })

  it("makes no file where there is nothing to say", () => {
    const path = newPath()
    const log = open(path, { leastLevel: "warn" })
    log.info("all is well")
    log.close()
    expect(existsSync(path)).toBe(false)
  })

  it("goes on with the file of an earlier run, and closes it to others", () => {
    const path = newPath()
    const first = open(path)
    first.info("one")
    first.close()
    first.info("too late")
    chmodSync(path, 0o644)
    open(path).info("two")
    expect(messages(path)).toEqual(["one", "two"])
    expect(statSync(path).mode & 0o777).toBe(0o600)
  })

  it("begins a new line after one that a crash cut off", () => {
    const path = newPath()
    mkdirSync(join(path, ".."))
    writeFileSync(path, '{"time":"2026')
    open(path).info("next")
    expect(readFileSync(path, "utf8")).toMatch(/^\{"time":"2026\n\{"time":.*"next"\}\n$/)
  })

  it("keeps the last lines, and never more than twice its bound", () => {
    const path = newPath()
    const maxBytes = 1_000
    let log = open(path, { maxBytes })
    for (let number = 0; number < 100; number += 1) {
      if (number % 7 === 0) log = open(path, { maxBytes })
      log.info(`line ${number}`)
      expect(statSync(path).size).toBeLessThanOrEqual(maxBytes)
    }
    const previous = path.replace(".ndjson", ".previous.ndjson")
    expect(statSync(previous).size).toBeLessThanOrEqual(maxBytes)
    const kept = [...messages(previous), ...messages(path)]
    expect(kept).toEqual(
      Array.from({ length: kept.length }, (_, index) => `line ${100 - kept.length + index}`),
    )
    expect(kept.length).toBeGreaterThan(10)
  })

  it("writes a line that is larger than the bound", () => {
    const path = newPath()
    const log = open(path, { maxBytes: 10 })
    log.info("one")
    log.info("two")
    expect(messages(path)).toEqual(["two"])
  })

  it("never fails for its disk, and tells of the lines that it lost once it can", () => {
    const path = newPath()
    const folder = join(path, "..")
    writeFileSync(folder, "a file where the directory should be")
    const log = open(path)
    log.info("lost")
    log.error("lost too")
    rmSync(folder)
    log.info("back")
    log.info("again")
    expect(messages(path)).toEqual(["Lines of this log were lost.", "back", "again"])
    expect(JSON.parse(readFileSync(path, "utf8").split("\n")[0] ?? "")).toMatchObject({
      level: "warn",
      lines: 2,
    })
  })

  it.runIf(existsSync("/dev/full"))("outlives a full disk", () => {
    const log = open("/dev/full")
    expect(() => log.info("lost")).not.toThrow()
    log.close()
  })

  it("outlives a clock that makes no sense", () => {
    const path = newPath()
    const clock = new VirtualClock()
    clock.now = () => Number.NaN
    open(path, { clock }).info("when?")
    expect(existsSync(path)).toBe(false)
  })

  it("never holds the API key", () => {
    const path = newPath()
    const apiKey = "c4n4ry0123456789abcdef0123456789"
    const log = scrubbedLogger(open(path), secretScrubber(apiKey))
    log.warn(`echo of ${apiKey}`, {
      reason: `hdrs: List((Api-Key,${apiKey}))`,
      headers: { "api-key": apiKey.toUpperCase() },
      error: new Error(apiKey),
    })
    expect(readFileSync(path, "utf8")).not.toMatch(/c4n4ry/i)
  })
})
