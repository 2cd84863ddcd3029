import { expect, it } from "vitest"
import { violations } from "./invariants.ts"
import { quiet } from "./quiet-scenario.ts"
import type { SimulatedRecord } from "./scenario.ts"
import { simulate } from "./simulate.ts"

const range = (first: number, count: number): number[] =>
  Array.from({ length: count }, (_, index) => first + index)

type Kind = "user" | "event" | "purchase"

const BREAKING = "breaking"
const FAULTS = [{ fault: { kind: "blocked-record", field: BREAKING, status: 500 } as const }]
const OPTIONS = { faults: FAULTS, behavior: { trackUnknownUser: "create" } } as const
/** Without good answers for so long the import would stop. */
const MAX_OUTAGE_MS = 600_000

const recordsOf = (
  kind: Kind,
  count: number,
  breaking: readonly number[],
  users: number = count,
): SimulatedRecord[] =>
  Array.from({ length: count }, (_, index) => ({
    seq: index + 1,
    kind,
    email: `p${(index % users) + 1}@example.com`,
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
    const done = await simulate(quiet(recordsOf(kind, count, breaking), OPTIONS))
    expect(violations(done)).toEqual([])
    expect(done.stop).toBeUndefined()
    const failed = done.failed.map(({ item }) => item.position.recordNumber)
    expect(failed.toSorted((one, other) => one - other)).toEqual(breaking)
    expect(done.ledger.records).toMatchObject({ imported: count - breaking.length, unknown: breaking.length })
    expect(done.elapsedMs).toBeLessThan(MAX_OUTAGE_MS)
  },
)

it("such a record is given up also where nothing else is left that could show that the server works", async () => {
  const done = await simulate(quiet(recordsOf("purchase", 300, [300]), OPTIONS))
  expect(violations(done)).toEqual([])
  expect(done.stop).toBeUndefined()
  expect(done.ledger.records).toMatchObject({ imported: 299, unknown: 1 })
})

it.each<[string, Kind, number, readonly number[], number]>([
  ["all at the beginning", "purchase", 500, range(1, 30), 500],
  ["many in a row", "purchase", 1_000, range(500, 30), 1_000],
  ["users with several records", "event", 40_000, [500], 10_000],
  ["users with several records", "user", 40_000, [500], 10_000],
])("they hold up no records of other users for long: %s, %s", async (_, kind, count, breaking, users) => {
  const done = await simulate(quiet(recordsOf(kind, count, breaking, users), OPTIONS))
  expect(violations(done)).toEqual([])
  expect(done.stop).toBeUndefined()
  const heldUp = new Set(breaking.map((seq) => seq % users))
  const toldAtMs = done.exchanges
    .filter(
      ({ carried, meaning }) => meaning === "told" && carried.flat().some((seq) => !heldUp.has(seq % users)),
    )
    .map(({ endedAtMs }) => endedAtMs)
  const gapsMs = toldAtMs.map((atMs, index) => atMs - (toldAtMs[index - 1] ?? 0))
  expect(Math.max(...gapsMs)).toBeLessThan(60_000)
})

it("what is known of others is told at once, and not when such a record is given up", async () => {
  const done = await simulate(quiet(recordsOf("user", 1_000, [1]), OPTIONS))
  const soon = done.outcomes.filter(({ atMs }) => atMs < 60_000)
  expect(soon.map(({ outcome }) => outcome.kind)).toEqual(Array<string>(999).fill("accepted"))
  expect(done.elapsedMs).toBeGreaterThan(60_000)
})
