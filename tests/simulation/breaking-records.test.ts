import { expect, it } from "vitest"
import { violations } from "./invariants.ts"
import { quiet } from "./quiet-scenario.ts"
import type { SimulatedRecord } from "./scenario.ts"
import { simulate } from "./simulate.ts"

type Kind = "user" | "event" | "purchase"

const BREAKING = "breaking"
const FAULTS = [{ fault: { kind: "blocked-record", field: BREAKING, status: 500 } as const }]
/** With them alone the import would stop. */
const MAX_OUTAGE_MS = 600_000

const recordsOf = (kind: Kind, count: number, breaking: readonly number[]): SimulatedRecord[] =>
  Array.from({ length: count }, (_, index) => ({
    seq: index + 1,
    kind,
    email: `p${index + 1}@example.com`,
    fields: { seq: index + 1, ...(breaking.includes(index + 1) ? { [BREAKING]: true } : {}) },
    mergeNestedObjects: false,
  }))

it.each<[Kind, number, readonly number[]]>([
  ["user", 1_000, [100, 300, 301, 900]],
  ["user", 1_000, [1, 2, 3, 4]],
  ["event", 1_000, [997, 998, 999, 1_000]],
  ["event", 20_000, [1, 5_000, 10_000, 20_000]],
  ["purchase", 3_000, [1, 100, 101, 2_000]],
])(
  "records at which the server breaks every time are given up, and stop no others: %s, %d, %j",
  async (kind, count, breaking) => {
    const done = await simulate(
      quiet(recordsOf(kind, count, breaking), { faults: FAULTS, behavior: { trackUnknownUser: "create" } }),
    )
    expect(violations(done)).toEqual([])
    expect(done.stop).toBeUndefined()
    const failed = done.failed.map(({ item }) => item.position.recordNumber)
    expect(failed.toSorted((one, other) => one - other)).toEqual(breaking)
    expect(done.ledger.records).toMatchObject({ imported: count - breaking.length, unknown: breaking.length })
    expect(done.elapsedMs).toBeLessThan(MAX_OUTAGE_MS)
  },
)

it("where only such a record is left, and nothing was answered since it first failed, the import stops", async () => {
  const options = { faults: FAULTS, behavior: { trackUnknownUser: "create" } } as const
  const done = await simulate(quiet(recordsOf("purchase", 300, [300]), options))
  expect(violations(done)).toEqual([])
  expect(done.stop).toMatchObject({ code: "OUTAGE" })
  expect(done.ledger.records).toMatchObject({ imported: 299, rejected: 0 })
})
