import { expect, it } from "vitest"
import { UpdateUserProfile } from "../kinds/update-user-profile.ts"
import type { SourceDataRecord } from "../sources/source-data-record.ts"
import { ColumnWatch } from "./column-watch.ts"
import type { MapFunction } from "./map-function.ts"

const CSV = { columns: ["email", "plan"], delimiter: "," } as const
const ROW: SourceDataRecord = { email: "ada@example.com", plan: "gold" }
const POSITION = { recordNumber: 1 }

/** What a map function reads of one row that is not there. */
function missing(read: (row: SourceDataRecord) => unknown, row = ROW): unknown {
  const watch = new ColumnWatch<SourceDataRecord>({ csv: CSV })
  void watch.watched((record) => void read(record))(row, POSITION)
  return watch.missing
}

it("names what was read and is no column, once, and the columns that there are", () => {
  const watch = new ColumnWatch<Record<string, string>>({ csv: CSV })
  const map = watch.watched(({ email, plna }) => new UpdateUserProfile({ email, dataFields: { plan: plna } }))
  expect(watch.missing).toBeUndefined()
  for (let recordNumber = 1; recordNumber <= 3; recordNumber += 1)
    expect(map({ email: "ada@example.com", plan: "gold" }, { recordNumber })).toMatchObject({
      user: { email: "ada@example.com" },
    })
  expect(watch.missing).toEqual({ names: ["plna"], columns: ["email", "plan"], nearest: { plna: "plan" } })
})

it.each<[string, (row: SourceDataRecord) => unknown]>([
  ["a column", ({ email, plan }) => [email, plan]],
  ["a column that was deleted", (row) => [delete row["plan"], row["plan"]]],
  ["whether a column is there", (row) => ["plna" in row, Object.hasOwn(row, "plna")]],
  ["all of it", (row) => [{ ...row }, Object.keys(row), Object.entries(row), JSON.stringify(row)]],
  ["its kind", (row) => [Object.prototype.toString.call(row), row.constructor]],
  ["a copy of it", (row) => structuredClone(row)],
  ["it as data fields", (row) => new UpdateUserProfile({ userId: "u", dataFields: row })],
  ["it as the user", (row) => [delete row["plan"], new UpdateUserProfile(row)]],
  ["it in a promise", (row) => Promise.resolve(row)],
  ["symbols", (row) => [Object.getOwnPropertySymbols(row), Symbol.iterator in row]],
])("is silent on who reads %s", (_what, read) => {
  expect(missing((row) => swallowed(() => read(row)))).toBeUndefined()
})

it("leaves a map function the row that it would have had", () => {
  const seen = (row: SourceDataRecord): unknown => {
    const names: string[] = []
    for (const name in row) names.push(name)
    row["added"] = "yes"
    return [
      names,
      ["email" in row, "plna" in row, "toString" in row, Object.hasOwn(row, "toString")],
      [{ ...row }, structuredClone(row), JSON.stringify(row), Object.entries(row)],
      [
        row.toString === Object.prototype.toString,
        row["plna"],
        row["added"],
        Object.keys(Object.assign({}, row)),
      ],
      [Array.isArray(row), typeof row, Object.isExtensible(row)],
      new UpdateUserProfile({ userId: "u", dataFields: row }),
    ]
  }
  const rows = (): SourceDataRecord[] => [
    { ...ROW },
    JSON.parse('{"__proto__":"x","email":"y"}') as SourceDataRecord,
  ]
  for (const [index, row] of rows().entries()) {
    let watched: unknown
    void new ColumnWatch<SourceDataRecord>({ csv: CSV }).watched((record) => void (watched = seen(record)))(
      row,
      POSITION,
    )
    expect(watched).toEqual(seen(rows()[index] ?? {}))
  }
})

it("is silent on what is read of a row that was returned", async () => {
  const watch = new ColumnWatch<SourceDataRecord>({ csv: CSV })
  const row = (await watch.watched((record) => record as never)(ROW, POSITION)) as unknown as SourceDataRecord
  expect(row["kind"]).toBeUndefined()
  expect(watch.missing).toBeUndefined()
})

it("gives the rows themselves where there are no columns, and after the first thousand", () => {
  const given: unknown[] = []
  const map: MapFunction<SourceDataRecord> = (record) => void given.push(record)
  void new ColumnWatch<SourceDataRecord>({}).watched(map)(ROW, POSITION)
  expect(given[0]).toBe(ROW)
  const watched = new ColumnWatch<SourceDataRecord>({ csv: CSV }).watched(map)
  for (let recordNumber = 1; recordNumber <= 1_001; recordNumber += 1) void watched(ROW, { recordNumber })
  expect([given[1_000] === ROW, given[1_001] === ROW]).toEqual([false, true])
})

it("names few of many", () => {
  const found = missing((row) => Array.from({ length: 1_000 }, (_, index) => row[`c${index}`]))
  expect(found).toMatchObject({ names: Array.from({ length: 20 }, (_, index) => `c${index}`) })
})

function swallowed(read: () => unknown): unknown {
  try {
    return read()
  } catch {
    return undefined
  }
}

it("knows what the first 200 records of a file without columns all lack, and gives the later ones themselves", () => {
  const watch = new ColumnWatch<SourceDataRecord>({ format: "ndjson" })
  const given: unknown[] = []
  const map = watch.watched((record) => void given.push(record, record["email"], record["city"]))
  const row = { eMail: "ada@example.com" }
  for (let recordNumber = 1; recordNumber <= 201; recordNumber += 1)
    void map(recordNumber === 9 ? { ...row, city: "Ulm" } : row, { recordNumber })
  expect(watch.missing).toBeUndefined()
  expect(watch.unmet).toEqual({ names: ["email"], columns: ["eMail", "city"], nearest: { email: "eMail" } })
  expect([given[3 * 199] === row, given[3 * 200] === row]).toEqual([false, true])
})
