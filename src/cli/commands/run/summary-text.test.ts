import { describe, expect, it } from "vitest"
import { inAll } from "../../../../tests/kit/in-all.ts"
import type { RejectReason, Summary } from "../../../index.ts"
import type { SummaryStyle } from "../../texts/summary-style.ts"
import { summaryText } from "./summary-text.ts"

const STYLE: SummaryStyle = {
  target: { kind: "iterable", region: "eu" },
  workingDirectory: "/home/mia",
  bold: (text) => text,
  dim: (text) => text,
}
const NONE = { accepted: 0, rejected: 0, unknown: 0 }
const REASON: RejectReason = {
  stage: "parse",
  code: "too-few-fields",
  count: 1_204,
  advice: "complete the row",
  examples: [
    { recordNumber: 7, lineNumber: 1_012, message: "The row has 3 fields." },
    { recordNumber: 8, message: "evil \u001B[2J\nmessage" },
  ],
}

function summary(changes: Partial<Summary> = {}): Summary {
  return {
    status: "completed",
    importName: "users.csv",
    dryRun: false,
    source: { name: "users.csv", sizeBytes: 1_000 },
    records: { read: 12_345, imported: 12_345, rejected: 0, skipped: 0, unknown: 0, pending: 0 },
    actions: inAll(NONE, { users: { ...NONE, accepted: 12_345 } }),
    rejectReasons: [],
    requests: { sent: 13, retried: 0, throttled: 0, repaired: 0 },
    bytes: { sent: 1_234_567 },
    fields: { created: [], filteredOut: [] },
    durations: { totalMs: 2_500 },
    startedAt: "2026-01-01T00:00:00.000Z",
    paths: { summary: "/home/mia/.iterable-data-import/users.csv/summary.json" },
    ...changes,
  }
}

describe("summaryText()", () => {
  it("says what was imported from where into what", () => {
    expect(summaryText(summary(), STYLE)).toBe(`Imported users.csv into Iterable (EU data center).

  Records   12,345 read
            12,345 imported
                 0 rejected
                 0 skipped (the map function returned nothing for them)
  Actions   12,345 user updates accepted
  Time      2.5 s, 4,938 records/s
  Requests  13 requests, 1.2 MB sent

  Summary  .iterable-data-import/users.csv/summary.json`)
  })

  it("says plainly that a dry run sent nothing", () => {
    const text = summaryText(summary({ dryRun: true }), { ...STYLE, target: { kind: "dry-run" } })
    expect(text).toContain("Dry run of users.csv: nothing was sent.")
    expect(text).toContain("12,345 would be sent")
    expect(text).not.toMatch(/accepted|MB sent/)
    const rejected = { ...summary().records, imported: 0, rejected: 1_204 }
    const dry = summaryText(summary({ dryRun: true, records: rejected, rejectReasons: [REASON] }), STYLE)
    expect(dry).toContain("Would be rejected, and what to do about it:\n  1,204 × too-few-fields")
    expect(dry).toContain("would be rejected\n")
    expect(dry).not.toContain("Not imported")
  })

  it("names the sandbox, another server, and where it stopped", () => {
    expect(summaryText(summary(), { ...STYLE, target: { kind: "sandbox" } })).toContain("into the sandbox")
    const server = { kind: "server", baseUrl: "http://localhost:1" } as const
    expect(summaryText(summary(), { ...STYLE, target: server })).toContain("into http://localhost:1.")
    const stopped = summary({ status: "stopped", stopReason: { code: "OUTAGE", message: "gone" } })
    expect(summaryText(stopped, STYLE)).toContain("Stopped before the end of users.csv.")
  })

  it("groups rejects with advice and examples, and lets none of them command the terminal", () => {
    const text = summaryText(
      summary({
        records: { read: 3, imported: 0, rejected: 1, skipped: 0, unknown: 1, pending: 1 },
        rejectReasons: [REASON],
        paths: { rejects: "/elsewhere/rejects.ndjson" },
      }),
      STYLE,
    )
    expect(text).toContain(`Not imported, or not known to be, and what to do about it:
  1,204 × too-few-fields → complete the row
      line 1,012: The row has 3 fields.
      record 8: evil <U+001B ESCAPE>[2J message`)
    expect(text).toContain("1 unknown (may or may not have been applied)")
    expect(text).toContain("1 pending (not settled when the import stopped)")
    expect(text).toContain("  Rejects  /elsewhere/rejects.ndjson")
  })

  it("names both lists, and the command that runs them again, once the end was reached", () => {
    const paths = { rejects: "/x/rejects.ndjson", rejectsCsv: "/x/rejects.csv" }
    const style = { ...STYLE, retryCommand: "idi retry users.csv --map map.ts" }
    expect(summaryText(summary({ paths }), style)).toMatch(
      /\n {2}Rejects {5}\/x\/rejects\.ndjson\n {2}To correct {2}\/x\/rejects\.csv\n\nCorrect .*:\n {2}idi retry users\.csv --map map\.ts$/,
    )
    const stopped = summaryText(summary({ paths, status: "stopped" }), style)
    expect(stopped).not.toContain("idi retry")
    const asCsv = /\n {2}Rejects {2}\/x\/rejects\.ndjson\n {2}As CSV {3}\/x\/rejects\.csv$/
    expect(stopped).toMatch(asCsv)
    // What a trial leaves is read by no retry.
    for (const kind of ["dry-run", "sandbox"] as const)
      expect(
        summaryText(summary({ paths, dryRun: kind === "dry-run" }), { ...STYLE, target: { kind } }),
      ).toMatch(asCsv)
    expect(summaryText(summary({ paths }), STYLE)).not.toContain("again:")
  })

  it("groups reasons about which the same is to be done, with three examples at most", () => {
    const other = { ...REASON, code: "other", count: 1_300 }
    const text = summaryText(summary({ rejectReasons: [REASON, { ...other, advice: "b" }, other] }), STYLE)
    expect(text).toMatch(
      /2,504 × too-few-fields, other → complete the row\n(?: {6}.*\n){3} {2}1,300 × other → b\n/,
    )
  })

  it("shows the most frequent of many reasons", () => {
    const reasons = Array.from({ length: 23 }, (_, index) => ({
      ...REASON,
      code: `code-${index}`,
      advice: `advice ${index}`,
    }))
    const text = summaryText(summary({ rejectReasons: reasons }), STYLE)
    expect(text).toContain("code-19")
    expect(text).not.toContain("code-20")
    expect(text).toContain("and 3 further kinds, see the list of rejects")
  })

  it("tells of retries, throttling and repairs", () => {
    const text = summaryText(
      summary({
        actions: inAll(NONE, {
          events: { accepted: 1, rejected: 2, unknown: 3 },
          purchases: { ...NONE, accepted: 2 },
        }),
        requests: { sent: 20, retried: 4, throttled: 3, repaired: 2 },
      }),
      STYLE,
    )
    expect(text).toContain(
      "  Actions   1 event accepted, 2 rejected, 3 unknown\n            2 purchases accepted\n",
    )
    expect(text).toContain(
      "20 requests (4 sent again after a failure, 3 answered 429 (too many), 2 refused for single records and repaired)",
    )
  })

  it("notes fields that were created or dropped", () => {
    const created = Array.from({ length: 12 }, (_, index) => `field${index}`)
    const text = summaryText(summary({ fields: { created, filteredOut: ["ltv"] } }), STYLE)
    expect(text).toContain("added 12 fields to the project, for good: field0, ")
    expect(text).toContain("field9 and 2 more. Their types are fixed from now on, too.")
    expect(text).toContain("Warning: Iterable dropped 1 field that the project does not know: ltv.")
    expect(summaryText(summary({ fields: { created: ["ltv"], filteredOut: [] } }), STYLE)).toContain(
      "added 1 field to the project, for good: ltv. Its type is fixed from now on, too.",
    )
  })

  it("says of a sandbox what a project would do, and that it began without users", () => {
    const style = { ...STYLE, target: { kind: "sandbox" } } as const
    const fields = { created: ["ltv"], filteredOut: [] }
    expect(summaryText(summary({ fields }), style)).toContain(
      "Note: In a project that does not have them yet, Iterable would add 1 field, for good: ltv.",
    )
    const reason = {
      stage: "api",
      code: "not-found",
      count: 3,
      advice: "import the user first",
      examples: [],
    } as const
    const rejected = summary({ rejectReasons: [reason] })
    expect(summaryText(rejected, style)).toContain("The sandbox of this run began without users.")
    expect(summaryText(rejected, STYLE)).not.toContain("sandbox")
    expect(summaryText(summary(), style)).not.toContain("without users")
  })
})
