import { CSV_DELIMITERS } from "../../sources/formats/csv/csv-delimiter.ts"
import type { CsvDelimiter } from "../../sources/formats/csv/csv-delimiter.ts"
import { withoutFormulaGuard } from "../../sources/formats/csv/formula-guard.ts"

/**
 * The columns that a list of rejects in CSV has before the original ones: number and line of the record in the file that it
 * was first read from, why it failed, what to do, and, where no record could be read, the row as found.
 */
export const REJECT_COLUMNS = [
  "import_record",
  "import_line",
  "import_reason",
  "import_advice",
  "import_raw",
] as const

/** Our last column: a digest of the record as it was first read. The lists of earlier releases do not have it. */
export const DIGEST_COLUMN = "import_digest"

/** The names of our columns, in a list that has digests, or in one of an earlier release. */
export function rejectColumns(hasDigests = true): readonly string[] {
  return hasDigests ? [...REJECT_COLUMNS, DIGEST_COLUMN] : REJECT_COLUMNS
}

/** Whether the list with such a header has digests. */
export function hasDigestColumn(names: readonly string[]): boolean {
  return names[REJECT_COLUMNS.length] === DIGEST_COLUMN
}

/** What our columns hold in one row. */
export interface RejectCells {
  readonly recordNumber: string
  readonly lineNumber: string
  readonly reason: string
  readonly advice: string
  readonly raw: string
  readonly digest: string
}

/** Whether a header begins with our columns. */
export function startsWithRejectColumns(names: readonly string[]): boolean {
  return REJECT_COLUMNS.every((name, index) => names[index] === name)
}

/** The delimiter of a list for a file with this one. */
export function listDelimiter(ofFile: unknown): CsvDelimiter {
  return [...CSV_DELIMITERS.keys()].find((delimiter) => delimiter === ofFile) ?? ","
}

/** What separates the fields of a list of rejects, by how its text starts: a spreadsheet may have changed that. `undefined` for other files. */
export function rejectsDelimiter(text: string): CsvDelimiter | undefined {
  const start = /^[\r\n]*("?)import_record\1(.)"?import_line/.exec(text)
  return [...CSV_DELIMITERS.keys()].find((delimiter) => delimiter === start?.[2])
}

/** One of our columns that is not where it has to be; two of these names are no accident. */
export function misplacedRejectColumn(names: readonly string[]): string | undefined {
  if (startsWithRejectColumns(names))
    return names.includes(DIGEST_COLUMN) && !hasDigestColumn(names) ? DIGEST_COLUMN : undefined
  if (!names.includes("import_record") || !names.includes("import_reason")) return undefined
  return REJECT_COLUMNS.find((name, index) => names[index] !== name)
}

/** The cells of a row as it was read, in the order of {@link rejectColumns}. */
export function rejectCellsOf(fields: readonly string[], hasDigests = true): RejectCells {
  const [recordNumber = "", lineNumber = "", reason = "", advice = "", raw = "", digest = ""] = fields
    .slice(0, rejectColumns(hasDigests).length)
    .map(withoutFormulaGuard)
  return { recordNumber, lineNumber, reason, advice, raw, digest }
}

/** The fields that hold such cells. */
export function rejectFields(cells: RejectCells, hasDigests = true): readonly string[] {
  const fields = [cells.recordNumber, cells.lineNumber, cells.reason, cells.advice, cells.raw]
  return hasDigests ? [...fields, cells.digest] : fields
}
