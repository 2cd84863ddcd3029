import type { FailedRecord } from "../accounting/ledger/failed-record.ts"
import { CSV_DELIMITERS } from "../sources/formats/csv/csv-delimiter.ts"
import type { CsvDelimiter } from "../sources/formats/csv/csv-delimiter.ts"
import { csvLine } from "../sources/formats/csv/csv-line.ts"
import { withoutFormulaGuard } from "../sources/formats/csv/formula-guard.ts"
import { REASONS_SHOWN } from "./reasons-shown.ts"
import type { RejectLine } from "./reject-line.ts"

/** What a row of `rejects.csv` is written from. */
export interface RowContent {
  readonly item: FailedRecord["item"]
  /** What `rejects.ndjson` says of the record. */
  readonly line: RejectsCsvReasons
  readonly delimiter: CsvDelimiter
}

/** A line of `rejects.ndjson`, as far as a row has to have it. */
export type RejectsCsvReasons = Pick<RejectLine, "advice" | "code" | "message" | "position"> &
  Partial<RejectLine>

/**
 * The columns that a list of rejects in CSV has before the original ones, in their order, each with what stands in its cells,
 * without being guarded against formulas.
 *
 * A new one comes last: the lists of earlier releases have those before it.
 */
const OWN_COLUMNS = [
  { name: "import_record", cellOf: ({ line }: RowContent): string => numberText(line.position.recordNumber) },
  { name: "import_line", cellOf: ({ line }: RowContent): string => numberText(line.position.lineNumber) },
  { name: "import_reason", cellOf: ({ line }: RowContent): string => reasonsText(line) },
  { name: "import_advice", cellOf: ({ line }: RowContent): string => line.advice },
  { name: "import_raw", cellOf: ({ delimiter, item }: RowContent): string => rawText(item, delimiter) },
  { name: "import_digest", cellOf: ({ line }: RowContent): string => line.digest ?? "" },
] as const

/** One of our columns. */
export type OwnColumnName = (typeof OWN_COLUMNS)[number]["name"]

/** All of our columns, as a list that this release begins has them. */
export const OWN_COLUMN_NAMES: readonly OwnColumnName[] = OWN_COLUMNS.map(({ name }) => name)

/** Only lists of rejects begin with it. */
export const FIRST_COLUMN: OwnColumnName = OWN_COLUMNS[0].name

const FIRST_COUNT = 5

/** Those that the lists of all releases have. */
export const FIRST_COLUMN_NAMES: readonly OwnColumnName[] = OWN_COLUMN_NAMES.slice(0, FIRST_COUNT)

/** Those of our columns with which a header begins, in their order; none where it is not that of a list of rejects. */
export function ownColumns(header: readonly string[]): readonly OwnColumnName[] {
  if (FIRST_COLUMN_NAMES.some((name, index) => header[index] !== name)) return []
  const own = [...FIRST_COLUMN_NAMES]
  for (const name of OWN_COLUMN_NAMES.slice(FIRST_COUNT)) if (header[own.length] === name) own.push(name)
  return own
}

/** The same, by how the text of a list starts. */
export function ownColumnsInText(start: string): readonly OwnColumnName[] {
  return ownColumns(start.match(/[^\uFEFF",;|\t\r\n]+/g) ?? [])
}

/**
 * What separates the fields of a list of rejects, by the beginning of its text: a spreadsheet may have changed it.
 * `undefined` for other files.
 */
export function rejectsDelimiter(text: string): CsvDelimiter | undefined {
  const start = /^[\r\n]*("?)import_record\1(.)"?import_line/.exec(text)
  return [...CSV_DELIMITERS.keys()].find((delimiter) => delimiter === start?.[2])
}

/** One of our columns that is not where it has to be; two of these names are no accident. */
export function misplacedColumn(header: readonly string[]): OwnColumnName | undefined {
  const own = ownColumns(header)
  if (own.length > 0) return OWN_COLUMN_NAMES.find((name) => header.includes(name) && !own.includes(name))
  if (!header.includes("import_record") || !header.includes("import_reason")) return undefined
  return FIRST_COLUMN_NAMES.find((name, index) => header[index] !== name)
}

/** What our columns hold in one row; nothing where the list does not have the column. */
export type OwnCells = Readonly<Record<OwnColumnName, string>>

/** The cells of a row as it was read, from a list with such columns of ours. */
export function ownCells(fields: readonly string[], own: readonly string[] = OWN_COLUMN_NAMES): OwnCells {
  const cellOf = (name: OwnColumnName): string => withoutFormulaGuard(fields[own.indexOf(name)] ?? "")
  return Object.fromEntries(OWN_COLUMN_NAMES.map((name) => [name, cellOf(name)])) as OwnCells
}

/** The cells of a row that is written, into a list with such columns of ours. */
export function ownFields(content: RowContent, own: readonly string[] = OWN_COLUMN_NAMES): readonly string[] {
  return own.map((name) => OWN_COLUMNS.find((column) => column.name === name)?.cellOf(content) ?? "")
}

/** Nothing where no number is known. */
function numberText(number = 0): string {
  return number === 0 ? "" : String(number)
}

function reasonsText({ code, leftOut, message, more = [] }: RejectsCsvReasons): string {
  const shown = [{ code, message }, ...more.slice(0, REASONS_SHOWN)]
  const others = more.length - (shown.length - 1) + (leftOut?.failures ?? 0)
  const reasons = shown.map((one) => `${one.code}: ${one.message}`)
  if (others > 0) reasons.push(`and ${others} more`)
  return reasons.join(" · ")
}

/**
 * The text of what was no record. Its fields are written again, since line ends in them may have been those of the
 * file. Nothing is cut.
 */
function rawText(item: RowContent["item"], delimiter: CsvDelimiter): string {
  if (!("problem" in item)) return ""
  const { fields = [], raw } = item
  const isEmpty = fields.every((field) => field === "")
  return isEmpty ? raw : csvLine(fields, delimiter)
}
