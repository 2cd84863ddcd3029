import { expect, it } from "vitest"
import { violations } from "./invariants.ts"
import { quiet } from "./quiet-scenario.ts"
import type { SimulatedRecord } from "./scenario.ts"
import { simulate } from "./simulate.ts"

const userOf = (
  seq: number,
  fields: Readonly<Record<string, unknown>>,
  email: string = `p${seq}@example.com`,
): SimulatedRecord => ({
  seq,
  kind: "user",
  email,
  fields: { seq, ...fields },
  mergeNestedObjects: false,
})

it("one record over the server's limit does not slow down all that come after it", async () => {
  const records = Array.from({ length: 40_000 }, (_, index) =>
    userOf(index + 1, index === 5_000 ? { padding: "x".repeat(1_200_000) } : {}),
  )
  const done = await simulate(quiet(records, { maxBodyBytes: 1_000_000 }))
  expect(violations(done)).toEqual([])
  expect(done.ledger.records).toMatchObject({ imported: 39_999, rejected: 1 })
  expect(done.elapsedMs).toBeLessThan(60_000)
})

it("one bad value among a thousand rows of one user costs a search, not a thousand requests", async () => {
  const records = Array.from({ length: 1_000 }, (_, index) =>
    userOf(
      index + 1,
      { [`field${index % 5}`]: index + 1, ...(index === 723 ? { score: "high" } : {}) },
      "hot@example.com",
    ),
  )
  const done = await simulate(quiet(records, { userFields: { seq: "long", score: "long" } }))
  expect(violations(done)).toEqual([])
  expect(done.ledger.records).toMatchObject({ imported: 999, rejected: 1 })
  expect(done.exchanges.length).toBeLessThan(60)
})

it("a service that fails more often than not leaves nobody in doubt", async () => {
  const records = Array.from({ length: 3_000 }, (_, index) => userOf(index + 1, {}))
  const faults = [{ fault: { kind: "status", status: 503 } as const, probability: 0.7 }]
  const done = await simulate(quiet(records, { faults, seed: 3 }))
  expect(violations(done)).toEqual([])
  expect(done.ledger.records).toMatchObject({ imported: 3_000, unknown: 0 })
})
