import { describe, expect, it } from "vitest"
import type { ImportStatus } from "../../../index.ts"
import { listText } from "../list/list-text.ts"
import { statusText } from "./status-text.ts"

const STYLE = {
  workingDirectory: "/home/mia",
  bold: (text: string): string => text,
  dim: (text: string): string => text,
}

/** Its numbers are those of the summary, which counts what was read only, too. */
const UNREADABLE: ImportStatus = {
  importName: "users.csv",
  sourceName: "users.csv",
  state: "unreadable",
  reason: "its end is missing: it has 10 of 900 bytes",
  records: { read: 5_000, imported: 900, rejected: 100, skipped: 0, unknown: 0, pending: 4_000 },
  recordsPerSecond: 1_000,
  elapsedMs: 1_000,
  updatedAt: "2026-01-31T12:00:01.000Z",
  rejectReasons: [],
  paths: { directory: "/home/mia/.iterable-data-import/users.csv" },
}

describe("statusText()", () => {
  it("says of a journal that cannot be used what is wrong with it, and the ways out", () => {
    const text = statusText(UNREADABLE, STYLE)
    expect(text).toMatch(
      /^users\.csv has a journal that cannot be used\.\nits end is missing: it has 10 of 900 bytes\n/,
    )
    expect(text).toMatch(/put back a whole journal, or start over with --restart: .* imported again\.$/)
  })

  it("says of an import that was cut off only what is known: its journal is older than its end", () => {
    const text = statusText({ ...UNREADABLE, state: "killed" }, STYLE)
    expect(text).toContain(
      "users.csv was cut off after 2026-01-31T12:00:01.000Z (killed, or its disk was full)",
    )
    expect(text).toContain("after 2026-01-31T12:00:01.000Z was not written down: more may have been imported")
  })

  it("does not advise to go on with what may have been misread", () => {
    const stopped: ImportStatus = { ...UNREADABLE, state: "stopped", command: "idi run users.csv.gz" }
    expect(statusText(stopped, STYLE)).toContain("To go on where it stopped")
    const text = statusText({ ...stopped, mayHaveMisread: true }, STYLE)
    expect(text).toMatch(/put a whole copy in its place, and run the same command with --restart\.$/)
    expect(text).not.toContain("To go on where it stopped")
  })

  it("names the command that does not stop at once for the same reason", () => {
    const stopped: ImportStatus = { ...UNREADABLE, state: "stopped", command: "idi run users.csv" }
    expect(statusText({ ...stopped, stopCode: "TOO_MANY_REJECTS" }, STYLE)).toMatch(
      /\n {2}idi run users\.csv --max-rejects off$/,
    )
  })

  it("names the command that runs the rejects of a finished import again", () => {
    const finished: ImportStatus = {
      ...UNREADABLE,
      state: "finished",
      sourcePath: "/home/mia/in/users.csv",
      command: "npx idi run in/users.csv --map map.ts --restart",
      paths: { ...UNREADABLE.paths, rejects: "/home/mia/rejects.ndjson" },
    }
    expect(statusText(finished, STYLE)).toMatch(/:\n {2}npx idi retry in\/users\.csv --map map\.ts$/)
    expect(statusText({ ...finished, importName: "spring $ale" }, STYLE)).toMatch(
      / retry 'spring \$ale' --map map\.ts$/,
    )
    expect(statusText({ ...finished, paths: UNREADABLE.paths }, STYLE)).not.toContain("retry")
    expect(statusText({ ...finished, state: "retrying" }, STYLE)).not.toContain("idi retry")
  })

  it("does not count as settled what is pending", () => {
    expect(statusText(UNREADABLE, STYLE)).toMatch(/Records +1,000 settled\n +900 imported\n/)
    expect(listText([UNREADABLE])).toMatch(/users\.csv +unreadable +1,000 +900 +100 +2026/)
  })
})
