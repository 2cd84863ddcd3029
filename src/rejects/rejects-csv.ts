import { exactJson } from "../json/exact-json.ts"
import type { CsvDelimiter } from "../sources/formats/csv/csv-delimiter.ts"
import type { CsvLayout } from "../sources/formats/csv/csv-layout.ts"
import { csvLine } from "../sources/formats/csv/csv-line.ts"
import { withFormulaGuard } from "../sources/formats/csv/formula-guard.ts"
import { FIRST_COLUMN, OWN_COLUMN_NAMES, ownFields } from "./own-columns.ts"
import type { RejectsCsvReasons } from "./own-columns.ts"
import { isGroup } from "../sources/source-data-record.ts"
import type { FailedRecord } from "../accounting/ledger/failed-record.ts"

/** Without it spreadsheets take the file for something else than UTF-8. */
const BYTE_ORDER_MARK = "\uFEFF"

/** How a `rejects.csv` for a source with such columns starts; no other file does. */
export const REJECTS_CSV_START: string = BYTE_ORDER_MARK + FIRST_COLUMN

/** The first line of `rejects.csv`: our columns, then those of the source; with its line end. */
export function rejectsCsvHeader({ columns, delimiter, ownColumns = OWN_COLUMN_NAMES }: CsvLayout): string {
  return BYTE_ORDER_MARK + rejectsCsvRow([...ownColumns, ...columns], delimiter)
}

/** Cells as a line of `rejects.csv`, with its line end; no spreadsheet runs one of them as a formula. */
export function rejectsCsvRow(cells: readonly string[], delimiter: CsvDelimiter): string {
  return `${csvLine(cells.map(withFormulaGuard), delimiter)}\n`
}

/** The line of `rejects.csv` for a record that failed, with its line end, or those for all rows of a group; `line` is what `rejects.ndjson` says of it. */
export function rejectsCsvLine(
  failed: Pick<FailedRecord, "item">,
  line: RejectsCsvReasons,
  layout: CsvLayout,
): string {
  return rejectsCsvCells(failed, line, layout)
    .map((cells) => rejectsCsvRow(cells, layout.delimiter))
    .join("")
}

/**
 * The cells of each of these lines, as they are without being guarded against formulas.
 *
 * The original fields follow on ours exactly as they were. A row with too few or too many has just those, and none if it could not
 * be told apart into fields; for each of these `import_raw` holds the text, so that they are not taken for corrected.
 */
export function rejectsCsvCells(
  { item }: Pick<FailedRecord, "item">,
  line: RejectsCsvReasons,
  { columns, delimiter, ownColumns }: CsvLayout,
): readonly (readonly string[])[] {
  return rowsOf(item, columns).map((row) => [
    ...ownFields({ item: row, line, delimiter }, ownColumns),
    ...rejectsCsvFields(row, columns),
  ])
}

/** The rows of a group, or else the record alone. Of a group that was no record, no row is one, so that none is taken for corrected. */
function rowsOf(item: FailedRecord["item"], columns: readonly string[]): readonly FailedRecord["item"][] {
  if (!("problem" in item)) {
    if (!isGroup(item.record)) return [item]
    return item.record.map((record) => ({ position: item.position, record }))
  }
  const { problem, rows = [] } = item
  if (rows.length === 0) return [item]
  return rows.map((row) =>
    "problem" in row
      ? row
      : { position: row.position, problem, raw: "", fields: rejectsCsvFields(row, columns) },
  )
}

/** The original columns of a record that failed; of one that was none, the fields that it had. */
export function rejectsCsvFields(item: FailedRecord["item"], columns: readonly string[]): readonly string[] {
  return "problem" in item ? (item.fields ?? []) : fieldsOf(item.record, columns)
}

function fieldsOf(record: unknown, columns: readonly string[]): readonly string[] {
  if (typeof record !== "object" || record === null) return columns.map(() => "")
  const values = new Map<string, unknown>(Object.entries(record))
  return columns.map((name) => textOf(values.get(name)))
}

/** A field is a string already, unless the record was corrected in `rejects.ndjson`. */
function textOf(value: unknown): string {
  if (typeof value === "string") return value
  return value === undefined || value === null ? "" : exactJson(value)
}
