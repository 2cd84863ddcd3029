import type { CsvDialect } from "./csv-dialect.ts"
import { csvRow } from "./csv-row-fields.ts"
import type { CsvScanner } from "./csv-scanner.ts"
import { trimmed } from "./quote-behind-blanks.ts"

/** What a row says. */
export interface CsvRowValues {
  /** As it stands there. */
  readonly fields: readonly string[]
  /** One for each column, `null` where there is none; undefined if there are not as many fields. */
  readonly values: readonly (string | null)[] | undefined
}

/** The row on which a scanner stands, as far as it is read. */
type Row = Pick<CsvScanner, "fields" | "writtenNulls">

/** Makes values of a row's fields. */
export type CsvValueReader = (row: Row) => CsvRowValues

/** A reader of rows with so many columns; undefined where each field is a value as it stands. */
export function csvValueReader(dialect: CsvDialect, columnCount: number): CsvValueReader | undefined {
  const { emptyLastFields = 0, nullValues = [], quotedLines = false, shortRows, trim = false } = dialect
  const isPlain =
    emptyLastFields === 0 && nullValues.length === 0 && !quotedLines && shortRows !== "fill" && !trim
  if (isPlain) return undefined
  const nulls = new Set(nullValues)
  const mostFields = columnCount + emptyLastFields
  return (row) => {
    const { fields, writtenNulls } = quotedLines ? withinQuotes(row, dialect) : row
    const isShort = fields.length < columnCount && shortRows !== "fill"
    const isLong =
      fields.length > mostFields || fields.slice(columnCount).some((field) => trimmed(field) !== "")
    if (isShort || isLong) return { fields, values: undefined }
    const values = Array.from({ length: columnCount }, (_, index) => {
      const field = fields[index] ?? ""
      const text = trim ? trimmed(field) : field
      return nulls.has(text) && writtenNulls?.has(index) !== true ? null : text
    })
    return { fields, values }
  }
}

/** The fields of a line that stands in quotes as a whole. */
function withinQuotes(row: Row, dialect: CsvDialect): Row {
  const [line] = row.fields
  if (line === undefined || row.fields.length > 1) return row
  return csvRow(Buffer.from(line), { ...dialect, comment: undefined }, "\n") ?? row
}
