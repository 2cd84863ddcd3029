import { describe, expect, it } from "vitest"
import { inAll } from "../../../../tests/kit/in-all.ts"
import type { Summary } from "../../../index.ts"
import { summaryWarnings } from "./summary-warnings.ts"

const NONE = { accepted: 0, rejected: 0, unknown: 0 }
const RECORDS = { read: 3, imported: 3, rejected: 0, skipped: 0, unknown: 0, pending: 0 }

function warnings(changes: Partial<Summary>): string {
  return summaryWarnings({
    status: "completed",
    importName: "users.csv",
    dryRun: false,
    source: { name: "users.csv", sizeBytes: 1_000 },
    records: RECORDS,
    actions: inAll(NONE, { users: { ...NONE, accepted: 3 } }),
    rejectReasons: [],
    requests: { sent: 1, retried: 0, throttled: 0, repaired: 0 },
    bytes: { sent: 1 },
    fields: { created: [], filteredOut: [] },
    durations: { totalMs: 1 },
    startedAt: "2026-01-01T00:00:00.000Z",
    paths: {},
    ...changes,
  }).join("\n")
}

describe("summaryWarnings(), of lists that were set aside", () => {
  const keptRejects = ["/x/rejects.2026.ndjson", "/x/rejects.2026.csv"]

  it("names retry only where a record was rejected again", () => {
    const again = { keptRejects, records: { ...RECORDS, imported: 2, rejected: 1 } }
    expect(warnings(again)).toMatch(
      /are kept as \/x\/rejects\.2026\.ndjson and \/x\/rejects\.2026\.csv; .* run retry users\.csv --from LIST\./,
    )
    expect(warnings({ ...again, records: { ...RECORDS, imported: 2, unknown: 1 } })).toContain("run retry")
    expect(warnings({ keptRejects })).not.toContain("run retry")
  })

  it("says how a list in CSV can be imported, where there is one", () => {
    expect(warnings({ keptRejects })).toContain("give the list in CSV to run, as a file of its own.")
    expect(warnings({ keptRejects: keptRejects.slice(0, 1) })).not.toContain("CSV")
  })
})

it("of lists that were changed meanwhile, it does not say more than is known", () => {
  expect(warnings({ lostRejects: ["/x/rejects.csv"], paths: { rejects: "/x/rejects.ndjson" } })).toBe(
    "Warning: /x/rejects.csv was removed or changed while the import ran: what this import wrote there may be lost, or stand among what others wrote. /x/rejects.ndjson lists the same records.",
  )
})

it("says of records that are on no list how they are imported all the same", () => {
  expect(warnings({ unlistedRejects: 2_000 })).toBe(
    "Warning: 2,000 records that were not imported are on no list of rejects: retry cannot run them. To list them again, run the import with --restart; what was imported is then imported once more.",
  )
})

it("repeats what may be duplicated, in the words of the command line", () => {
  expect(warnings({ mayBeDuplicated: "kept.csv is a list of rejects: run retryRejects." })).toBe(
    "Warning: kept.csv is a list of rejects: run retry.",
  )
})
