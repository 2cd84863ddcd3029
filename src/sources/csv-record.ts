import type { SourceDataRecord } from "./source-data-record.ts"

/** Makes records of fields. */
export type CsvRecordMaker = (fields: readonly string[]) => SourceDataRecord

/** A maker of records whose keys are `columns`, in that order; any name becomes an own property, `__proto__` too. */
export function csvRecordMaker(columns: readonly string[]): CsvRecordMaker {
  // JSON.parse gives own properties whatever their name, and room for all of them inside the object.
  const template = JSON.parse(
    `{${columns.map((name) => `${JSON.stringify(name)}:""`).join()}}`,
  ) as SourceDataRecord
  return (fields) => {
    const record = { ...template }
    for (let index = 0; index < columns.length; index += 1) record[columns[index] ?? ""] = fields[index] ?? ""
    return record
  }
}
