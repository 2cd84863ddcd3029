import { rejectsCsvFields } from "../rejects-csv.ts"
import { isRecord } from "../../sources/source-data-record.ts"
import type { SourceDataRecord } from "../../sources/source-data-record.ts"

/**
 * The record of a row of `rejects.csv`, which knows nothing but text: a value is the one of the other list unless the row says something
 * else. Where it never does, the known record itself.
 *
 * @param columns the names that records of the other list have: one that only the row has was added by a person
 */
export function recordOfRow(
  row: unknown,
  known: SourceDataRecord<unknown>,
  columns: ReadonlySet<string>,
): unknown {
  if (!isRecord(row)) return row
  const names = Object.keys(row)
  const texts = rejectsCsvFields({ position: { recordNumber: 0 }, record: known }, names)
  const isChanged = (name: string, index: number): boolean =>
    !columns.has(name) || (row[name] !== texts[index] && !isInCapitals(row[name], known[name]))
  if (!names.some(isChanged)) return known
  const kept = names.flatMap((name, index) => {
    if (isChanged(name, index)) return [[name, row[name]] as const]
    return Object.hasOwn(known, name) ? [[name, known[name]] as const] : []
  })
  const others = Object.entries(known).filter(([name]) => !Object.hasOwn(row, name))
  return Object.fromEntries([...kept, ...others])
}

/** A spreadsheet saves `true` as `TRUE`. */
function isInCapitals(cell: unknown, known: unknown): boolean {
  return typeof known === "boolean" && cell === String(known).toUpperCase()
}
