import { expect, it } from "vitest"
import { violations } from "./invariants.ts"
import { quiet } from "./quiet-scenario.ts"
import type { SimulatedRecord } from "./scenario.ts"
import { simulate } from "./simulate.ts"
import type { Simulation } from "./simulate.ts"

type Kind = "user" | "event"

interface Case {
  readonly kind: Kind
  readonly count: number
  readonly bad: number
  /** Where the records hold the value in question. */
  readonly fieldsOf: (value: unknown) => Readonly<Record<string, unknown>>
  /** The first of the bad ones. */
  readonly from?: number
  /** What the bad ones have in the place of a whole number. */
  readonly badValue?: (index: number) => unknown
}

const about = (index: number): string => `about ${index}`
/** What comes from a CSV file whose map function forgets to convert one column. */
const asText = (index: number): string => `${index}`
const fraction = (index: number): number => index + 0.5

const importOf = (
  { badValue = about, count, fieldsOf, from = 0, kind }: Case,
  bad: number,
): Promise<Simulation> => {
  const every = bad === 0 ? Infinity : Math.floor((count - from) / bad)
  const isBad = (index: number): boolean => index >= from && (index - from) % every === every - 1
  const records = Array.from({ length: count }, (_, index): SimulatedRecord => {
    const value = isBad(index) ? badValue(index) : index
    const seq = index + 1
    return {
      seq,
      kind,
      email: `p${seq}@example.com`,
      fields: { seq, ...fieldsOf(value) },
      mergeNestedObjects: false,
    }
  })
  const sandbox = { eventFields: {}, behavior: { trackUnknownUser: "create" } } as const
  return simulate({ ...quiet(records, sandbox), mergeUpdates: false })
}

const top = (value: unknown): Readonly<Record<string, unknown>> => ({ visits: value })
const nested = (value: unknown): Readonly<Record<string, unknown>> => ({ shop: { name: "x", visits: value } })
const listed = (value: unknown): Readonly<Record<string, unknown>> => ({
  orders: [{ count: 1 }, { count: value }],
})

it.each<Case>([
  { kind: "user", count: 100_000, bad: 100, fieldsOf: top },
  { kind: "user", count: 30_000, bad: 300, fieldsOf: top },
  { kind: "user", count: 30_000, bad: 300, fieldsOf: nested },
  { kind: "user", count: 30_000, bad: 300, fieldsOf: listed },
  { kind: "user", count: 60_000, bad: 300, fieldsOf: top, from: 30_000 },
  { kind: "event", count: 100_000, bad: 100, fieldsOf: top },
  { kind: "event", count: 30_000, bad: 300, fieldsOf: nested },
  { kind: "user", count: 100_000, bad: 100, fieldsOf: top, badValue: asText },
  { kind: "user", count: 30_000, bad: 300, fieldsOf: top, badValue: asText },
  { kind: "user", count: 30_000, bad: 300, fieldsOf: top, badValue: fraction },
  { kind: "user", count: 30_000, bad: 300, fieldsOf: nested, badValue: asText },
  { kind: "user", count: 30_000, bad: 300, fieldsOf: listed, badValue: fraction },
  { kind: "user", count: 60_000, bad: 300, fieldsOf: top, badValue: asText, from: 30_000 },
  { kind: "event", count: 100_000, bad: 100, fieldsOf: top, badValue: fraction },
  { kind: "event", count: 30_000, bad: 300, fieldsOf: nested, badValue: asText },
])(
  "values of a wrong type are paid for once: $count of kind $kind, $bad of them bad",
  { timeout: 120_000 },
  async (one) => {
    const clean = await importOf(one, 0)
    const done = await importOf(one, one.bad)
    expect(done.ledger.records).toMatchObject({
      imported: one.count - one.bad,
      rejected: one.bad,
      unknown: 0,
    })
    // A refusal for each request that was under way when the type was learned, and what was left of them.
    expect(done.exchanges.length).toBeLessThanOrEqual(clean.exchanges.length + 4)
    expect(done.elapsedMs).toBeLessThanOrEqual(1.3 * clean.elapsedMs + 1_000)
    const said = new Set(
      done.failed.flatMap(({ failures }) => failures.map(({ code, stage }) => `${stage} ${code}`)),
    )
    expect(said).toEqual(new Set(["api RequestFieldsTypesMismatched"]))
    const rejected = done.failed.map(({ item }) => item.position.recordNumber)
    const { badValue = about } = one
    const bad = done.scenario.records.filter(({ fields, seq }) => {
      const ofBad = JSON.stringify(one.fieldsOf(badValue(seq - 1)))
      return JSON.stringify(fields).endsWith(ofBad.slice(1))
    })
    expect(bad).toHaveLength(one.bad)
    expect(rejected.toSorted((first, second) => first - second)).toEqual(bad.map(({ seq }) => seq))
    if (one.count > 50_000) return
    // What the fields' types are, the simulation knows of one field only; that was just looked at.
    const others = violations(done).filter(
      (text) => !text.includes("is rejected for RequestFieldsTypesMismatched"),
    )
    expect(others).toEqual([])
  },
)
