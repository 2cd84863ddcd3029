import { expect, it } from "vitest"
import type { FieldType } from "../../src/sandbox/index.ts"
import { violations } from "./invariants.ts"
import { quiet } from "./quiet-scenario.ts"
import type { Scenario, SimulatedRecord } from "./scenario.ts"
import { eventNameOf } from "./simulated-action.ts"
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
  /** What the good ones have. @defaultValue a whole number */
  readonly goodValue?: (index: number) => unknown
  /** What the bad ones have in its place. */
  readonly badValue?: (index: number) => unknown
}

const about = (index: number): string => `about ${index}`
/** What comes from a CSV file whose map function forgets to convert one column. */
const asText = (index: number): string => `${index}`
const fraction = (index: number): number => index + 0.5
const nothing = (): string => ""
const asForeignDate = (): string => "01/02/2020"

const asDay = (index: number): string => new Date(index * 86_400_000).toISOString().slice(0, 10)
const isEven = (index: number): boolean => index % 2 === 0

const importOf = (
  { badValue = about, count, fieldsOf, from = 0, kind, goodValue = (index) => index }: Case,
  bad: number,
  limits: Partial<Scenario> = {},
): Promise<Simulation> => {
  const every = bad === 0 ? Infinity : Math.floor((count - from) / bad)
  const isBad = (index: number): boolean => index >= from && (index - from) % every === every - 1
  const records = Array.from({ length: count }, (_, index): SimulatedRecord => {
    const value = isBad(index) ? badValue(index) : goodValue(index)
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
  return simulate({ ...quiet(records, sandbox), ...limits, mergeUpdates: false })
}

type Cost = Pick<Simulation, "elapsedMs"> & { readonly requests: number }
const cleanCosts = new Map<string, Cost>()
/** What an import without bad records takes; several cases have the same. */
async function cleanCostOf(one: Case): Promise<Cost> {
  const key = [one.kind, one.count, JSON.stringify(one.fieldsOf(one.goodValue?.(0) ?? 0))].join(" ")
  const known = cleanCosts.get(key)
  if (known !== undefined) return known
  const { elapsedMs, exchanges } = await importOf(one, 0)
  const cost = { elapsedMs, requests: exchanges.length }
  cleanCosts.set(key, cost)
  return cost
}

/** The same in small, in as many requests: what must hold after any import takes long to look at for many records. */
const tenthOf = (one: Case): Promise<Simulation> =>
  importOf({ ...one, count: one.count / 10, from: (one.from ?? 0) / 10 }, one.bad / 10, {
    arrayLength: 50,
    maxRecordsPerRequest: 2_000,
    maxBytesPerRequest: 390_000,
  })

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
  { kind: "user", count: 30_000, bad: 300, fieldsOf: top, badValue: nothing },
  { kind: "event", count: 100_000, bad: 100, fieldsOf: top, badValue: nothing },
  { kind: "user", count: 30_000, bad: 300, fieldsOf: top, goodValue: asDay, badValue: nothing },
  { kind: "user", count: 30_000, bad: 300, fieldsOf: top, goodValue: asDay, badValue: asForeignDate },
  { kind: "user", count: 30_000, bad: 300, fieldsOf: top, goodValue: isEven, badValue: nothing },
])(
  "values of a wrong type are paid for once: $count of kind $kind, $bad of them bad",
  { timeout: 120_000 },
  async (one) => {
    const clean = await cleanCostOf(one)
    const done = await importOf(one, one.bad)
    expect(done.ledger.records).toMatchObject({
      imported: one.count - one.bad,
      rejected: one.bad,
      unknown: 0,
    })
    // A refusal for each request that was under way when the type was learned, and what was left of them.
    expect(done.exchanges.length).toBeLessThanOrEqual(clean.requests + 4)
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
    const small = await tenthOf(one)
    expect(small.ledger.records).toMatchObject({ rejected: one.bad / 10, unknown: 0 })
    // What the fields' types are, the simulation knows of one field only; that was just looked at.
    const others = violations(small).filter(
      (text) => !text.includes("is rejected for RequestFieldsTypesMismatched"),
    )
    expect(others).toEqual([])
  },
)

interface KnownCase {
  readonly kind: Kind
  /** The type that the field has in the project from before. */
  readonly type: FieldType
  /** What a map function that forgets to convert a column makes of each record. */
  readonly valueOf: (index: number) => unknown
  readonly fieldsOf?: (value: unknown) => Readonly<Record<string, unknown>>
}

const KNOWN_COUNT = 6_000
/** Two for each way of writing a value, of each event name, and what is under way by then. */
const REFUSALS_TO_LEARN = 30
const asDecimalText = (index: number): string => `${index}.5`
const asPaddedText = (index: number): string => String(index).padStart(8, "0")
const asLongText = (index: number): string => `90071992547${String(index).padStart(6, "0")}`
const asMixedNumbers = (index: number): unknown =>
  [`${index}`, index + 0.5, `+${index}`, asPaddedText(index), "much"][index % 5]
const asDateWithoutMillis = (index: number): string =>
  `2026-01-31T10:${String(index % 60).padStart(2, "0")}:00Z`
const asForeignDay = (index: number): string => `${10 + (index % 19)}/0${1 + (index % 9)}/2020`
const asMixedDates = (index: number): unknown =>
  [asDateWithoutMillis(index), `2026-01-31 10:${10 + (index % 50)}`, 1_700_000_000 + index, "soon"][index % 4]

const pathOf = (fields: Readonly<Record<string, unknown>>): string => {
  const [name = "", value] = Object.entries(fields)[0] ?? []
  if (name === "visits") return name
  return Array.isArray(value) ? "orders.count" : "shop.visits"
}

const knownImportOf = (
  { fieldsOf = top, kind, type, valueOf }: KnownCase,
  isBad: boolean,
): Promise<Simulation> => {
  const records = Array.from({ length: KNOWN_COUNT }, (_, index): SimulatedRecord => {
    const seq = index + 1
    const fields = { seq, ...(isBad && index % 3 > 0 ? fieldsOf(valueOf(index)) : {}) }
    return { seq, kind, email: `p${seq}@example.com`, fields, mergeNestedObjects: false }
  })
  const fields = { [pathOf(fieldsOf(0))]: type }
  const locked = { shop: "object", orders: "object", ...fields } as const
  const eventFields = Object.fromEntries(records.map((record) => [eventNameOf(record), locked]))
  const behavior = { trackUnknownUser: "create", dateNoMillis: "reject" } as const
  return simulate({
    ...quiet(records, { behavior, userFields: { seq: "long", ...locked }, eventFields }),
    mergeUpdates: false,
    maxRecordsPerRequest: 500,
  })
}

const onlyListed = (value: unknown): Readonly<Record<string, unknown>> => ({ orders: [{ count: value }] })

it.each<KnownCase>([
  { kind: "user", type: "long", valueOf: asText },
  { kind: "user", type: "long", valueOf: fraction },
  { kind: "user", type: "long", valueOf: asPaddedText },
  { kind: "user", type: "long", valueOf: asLongText },
  { kind: "user", type: "long", valueOf: asMixedNumbers },
  { kind: "user", type: "long", valueOf: (index) => [`${index}`] },
  { kind: "user", type: "long", valueOf: asText, fieldsOf: nested },
  { kind: "user", type: "long", valueOf: asText, fieldsOf: onlyListed },
  { kind: "user", type: "double", valueOf: asText },
  { kind: "user", type: "double", valueOf: asDecimalText },
  { kind: "user", type: "boolean", valueOf: (index) => (index % 4 < 2 ? "true" : "false") },
  { kind: "user", type: "boolean", valueOf: (index) => index % 2 },
  { kind: "user", type: "string", valueOf: (index) => index },
  { kind: "user", type: "date", valueOf: (index) => 1_700_000_000 + index },
  { kind: "user", type: "date", valueOf: asDateWithoutMillis },
  { kind: "user", type: "date", valueOf: asMixedDates },
  { kind: "user", type: "geo_location", valueOf: (index) => `${index % 90}.5,13.4` },
  { kind: "event", type: "long", valueOf: asText },
  { kind: "event", type: "double", valueOf: asText, fieldsOf: nested },
  { kind: "event", type: "date", valueOf: asDateWithoutMillis },
  { kind: "user", type: "date", valueOf: nothing },
  { kind: "user", type: "long", valueOf: nothing, fieldsOf: onlyListed },
  { kind: "event", type: "double", valueOf: (index) => (index % 2 === 0 ? "" : `1,${index % 10}`) },
  { kind: "user", type: "date", valueOf: asForeignDay },
  { kind: "user", type: "boolean", valueOf: (index) => ["yes", "No", "", "maybe"][index % 4] },
])(
  "a type from before is learned though no value fits it: $type of kind $kind, $valueOf",
  { timeout: 60_000 },
  async (one) => {
    const clean = await knownImportOf(one, false)
    const done = await knownImportOf(one, true)
    const bad = (KNOWN_COUNT / 3) * 2
    expect(done.ledger.records).toMatchObject({ imported: KNOWN_COUNT - bad, rejected: bad, unknown: 0 })
    expect(done.exchanges.length).toBeLessThanOrEqual(clean.exchanges.length + REFUSALS_TO_LEARN)
  },
)

interface AcceptedCase {
  readonly type: FieldType
  /** What the server takes, though the library cannot know. */
  readonly valuesOf: (index: number) => unknown
  /** What it refuses. */
  readonly bad: unknown
}

it.each<AcceptedCase>([
  { type: "date", valuesOf: (index) => ["", "1990-01-01"][index % 2], bad: "soon" },
  { type: "date", valuesOf: (index) => ["1990-01-01", "01/02/2020", "20200101"][index % 3], bad: "soon" },
  { type: "date", valuesOf: (index) => ["1.2.2020", "31.01.2020 10:20", "  "][index % 3], bad: "never" },
  { type: "long", valuesOf: (index) => ["", index][index % 2], bad: "many" },
  { type: "long", valuesOf: (index) => [index, "5.0", "1,000", " 7 "][index % 4], bad: "many" },
  { type: "double", valuesOf: (index) => [index + 0.5, "1,5", "1e3", " "][index % 4], bad: "much" },
  { type: "boolean", valuesOf: (index) => [true, "true", "True", "yes", "NO"][index % 5], bad: "maybe" },
  { type: "boolean", valuesOf: (index) => [false, "on", "n", "1", ""][index % 5], bad: "maybe" },
  { type: "object", valuesOf: (index) => [{ a: 1 }, ""][index % 2], bad: "x" },
])(
  "what the server takes is not rejected for what another record holds: $type, bad $bad",
  { timeout: 60_000 },
  async ({ bad, type, valuesOf }) => {
    const isBad = (index: number): boolean => index >= 1_500 && index % 500 === 0
    const records = Array.from({ length: 4_000 }, (_, index): SimulatedRecord => {
      const seq = index + 1
      const fields = { seq, visits: isBad(index) ? bad : valuesOf(index) }
      return { seq, kind: "user", email: `p${seq}@example.com`, fields, mergeNestedObjects: false }
    })
    const sandbox = { behavior: { looseText: "accept" }, userFields: { seq: "long", visits: type } } as const
    const done = await simulate({ ...quiet(records, sandbox), mergeUpdates: false })
    const rejected = done.failed.map(({ item }) => item.position.recordNumber)
    const expected = records.flatMap(({ seq }) => (isBad(seq - 1) ? [seq] : []))
    expect(rejected.toSorted((first, second) => first - second)).toEqual(expected)
    expect(done.ledger.records).toMatchObject({ imported: 4_000 - expected.length, unknown: 0 })
  },
)
