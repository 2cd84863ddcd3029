import { expect, it } from "vitest"
import { violations } from "./invariants.ts"
import { BLOCKED } from "./odd-answers.ts"
import { quiet } from "./quiet-scenario.ts"
import type { SimulatedRecord } from "./scenario.ts"
import { simulate } from "./simulate.ts"

type Kind = "user" | "event" | "purchase"

const FAULTS = [{ fault: { kind: "blocked-record", field: BLOCKED } as const }]

const recordsOf = (kind: Kind, count: number, blocked: readonly number[]): SimulatedRecord[] =>
  Array.from({ length: count }, (_, index) => ({
    seq: index + 1,
    kind,
    email: `p${index + 1}@example.com`,
    fields: { seq: index + 1, ...(blocked.includes(index + 1) ? { [BLOCKED]: true } : {}) },
    mergeNestedObjects: false,
  }))

it.each<[Kind, number, readonly number[]]>([
  ["user", 1, [1]],
  ["event", 1, [1]],
  ["user", 2, [1, 2]],
  ["user", 3_000, [1]],
  ["user", 3_000, [1_500, 1_501]],
  ["user", 3_000, [3_000]],
  ["user", 3_001, [3_001]],
  ["event", 3_000, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 3_000]],
  ["user", 1_000, [2, 200, 400, 600, 800, 1_000]],
  ["purchase", 300, [150]],
  ["purchase", 300, [2, 3, 4, 100, 299]],
  ["purchase", 300, [300]],
  ["purchase", 300, [1]],
  ["purchase", 300, [1, 298, 299, 300]],
])(
  "a firewall that refuses a record stops nothing, and costs no other: %s, %d, %j",
  async (kind, count, blocked) => {
    const done = await simulate(
      quiet(recordsOf(kind, count, blocked), { faults: FAULTS, behavior: { trackUnknownUser: "create" } }),
    )
    expect(violations(done)).toEqual([])
    expect(done.stop).toBeUndefined()
    const codes = new Set(done.failed.flatMap(({ failures }) => failures.map(({ code }) => code)))
    expect([...codes]).toEqual(["blocked-on-the-way"])
    const rejected = done.failed.map(({ item }) => item.position.recordNumber)
    expect(rejected.toSorted((one, other) => one - other)).toEqual(blocked)
    expect(done.ledger.records).toMatchObject({ imported: count - blocked.length, rejected: blocked.length })
    const sent = kind === "purchase" ? count : 5
    expect(done.exchanges.length).toBeLessThanOrEqual(
      sent + blocked.length * (2 * Math.ceil(Math.log2(count)) + 5),
    )
  },
)

it("a firewall that refuses one user stops nothing, however many records are about that user", async () => {
  const records = recordsOf("user", 600, []).map((record) =>
    record.seq % 10 === 3
      ? { ...record, email: "guy@example.com", fields: { ...record.fields, [BLOCKED]: true } }
      : record,
  )
  const done = await simulate(quiet(records, { faults: FAULTS }))
  expect(violations(done)).toEqual([])
  expect(done.stop).toBeUndefined()
  expect(done.ledger.records).toMatchObject({ imported: 540, rejected: 60 })
})

it("records that are all refused stop the import, where nothing of them ever got through", async () => {
  const records = recordsOf(
    "purchase",
    100,
    Array.from({ length: 100 }, (_, index) => index + 1),
  )
  const done = await simulate(quiet(records, { faults: FAULTS }))
  expect(done.stop?.code).toBe("API_FORBIDDEN")
  expect(done.ledger.records).toMatchObject({ imported: 0, rejected: 1 })
})

it("a firewall that refuses everything for some seconds costs no record", async () => {
  for (const untilMs of [700, 1_500, 3_000, 10_000]) {
    const faults = [{ fault: { kind: "status", status: 403 } as const, fromMs: 300, untilMs }]
    for (const kind of ["user", "event", "purchase"] as const) {
      const sandbox = { faults, behavior: { trackUnknownUser: "create" } } as const
      const done = await simulate(quiet(recordsOf(kind, 1_500, []), sandbox))
      expect(violations(done)).toEqual([])
      expect(done.ledger.records.rejected).toBe(0)
    }
  }
})
