import { SourceError } from "../../../errors.ts"
import { delimiterWords, CSV_DELIMITERS } from "./csv-delimiter.ts"
import type { CsvColumns } from "./csv-columns.ts"
import type { CsvFieldProblem } from "./csv-field-problem.ts"
import type { CsvScanner } from "./csv-scanner.ts"
import type { CsvList } from "./csv-list.ts"
import { widthOf } from "./csv-reading.ts"
import { dataLikeName } from "./data-like-names.ts"
import { withoutFormulaGuard } from "./formula-guard.ts"
import { trimmed } from "./quote-behind-blanks.ts"

const MAX_LISTED = 20

/** How a header is read. */
export interface HeaderSettings {
  readonly delimiter: string
  /** The names that the row says, where they are not its fields as they stand. */
  readonly names?: readonly string[] | undefined
  /** What the file may be instead of records alone. */
  readonly list?: CsvList | undefined
}

/**
 * The names of the columns, from the row on which a scanner stands, without blanks around them. Names that are empty are left out at the end: a
 * spreadsheet puts them there.
 *
 * A header of one unquoted name in which another delimiter separates several names is refused, since every record
 * would have one nonsensical field. Quoting such a name lets it pass. So is one with a name that is a value, such as an address.
 *
 * @throws what the list throws if the file is none, and must be.
 * @throws {@link SourceError} if some of a list's own columns are out of place, or names are missing, double or unreadable, or separated by another delimiter.
 */
export function csvHeader(
  scanner: CsvScanner,
  fileName: string,
  { delimiter, list, names = scanner.fields }: HeaderSettings,
): CsvColumns {
  const refuse = (reason: string): never => {
    throw new SourceError(`Cannot read ${fileName} as ${reason}.`)
  }
  const row = scanner.rowBytes.toString()
  if (isJsonObject(row))
    refuse(`its first line is a JSON object, no header: read it with sourceFileFormat: "ndjson"`)
  const { problem } = scanner
  if (problem !== undefined) {
    const where = `in column ${problem.fieldIndex + 1} of the header (line ${scanner.lineNumber})`
    refuse(PROBLEMS[problem.kind](where))
  }
  const ownCount = list?.ownCount(names) ?? 0
  const fault = list?.faultIn(names)
  if (ownCount === 0 && fault === undefined) list?.refuseOther?.(fileName)
  const other = names.length === 1 ? otherDelimiter(row, delimiter) : undefined
  if (other !== undefined) {
    refuse(
      `its columns seem to be separated by ${delimiterWords(other)}: read it with delimiter: ${JSON.stringify(other)}`,
    )
  }
  if (fault !== undefined) refuse(`its header (line ${scanner.lineNumber}) ${fault}`)
  const written = ownCount > 0 ? names.slice(ownCount).map(withoutFormulaGuard) : names
  const isOneCell = ownCount === 0 && isTitle(written)
  const originals = (isOneCell ? written : written.slice(0, widthOf(written))).map(trimmed)
  if (originals.length === 0) refuse(`its header (line ${scanner.lineNumber}) names no columns but our own`)
  const empty = originals.flatMap((name, index) => (name === "" ? [ownCount + index + 1] : []))
  if (empty.length > 0)
    refuse(
      `its header (line ${scanner.lineNumber}) has no name for ${columns(empty)}: every column needs one${isOneCell ? " (leave out a title above the header with skipLines: 1)" : ""}`,
    )
  const twice = firstTwice(originals)
  if (twice !== undefined) {
    const at = originals.flatMap((name, index) => (name === twice ? [ownCount + index + 1] : []))
    refuse(
      `its header (line ${scanner.lineNumber}) has the name “${twice}” more than once, in ${columns(at)}: rename all but one`,
    )
  }
  const value = ownCount === 0 ? dataLikeName(originals) : undefined
  if (value !== undefined) {
    const where = columns([originals.indexOf(value) + 1])
    refuse(
      `its first row (line ${scanner.lineNumber}) looks like data, not like the names of the columns, in ${where}: if it is a record, name the columns with columns: ${JSON.stringify(EXAMPLE)}; if it is the header all the same, give skipLines: ${scanner.nextLineNumber - 1} too`,
    )
  }
  return { columns: originals, allNames: names, ownCount }
}

/** What a user may call columns. */
const EXAMPLE = ["email", "name"]

/** What is wrong with a name, given where it stands; `record-too-large` is refused before. */
const PROBLEMS: Readonly<Record<CsvFieldProblem["kind"], (where: string) => string>> = {
  "bad-quote": (where) => `text follows a closing quote ${where}: double the quotes within a name`,
  "blank-before-quote": (where) =>
    `a blank stands before a quote ${where}: remove it; if the quotes belong to the name, put it in quotes and double them`,
  undecodable: (where) =>
    `the name ${where} has bytes that are no characters in the encoding of the file: give the right one, such as encoding: "windows-1252", or save the file as UTF-8`,
  "nul-character": (where) => `the name ${where} has a NUL character (U+0000): take it out and run again`,
  "doubtful-line-end": (where) => `a line end of another kind stands next to the name ${where}: use one kind`,
  "record-too-large": (where) => `the row is too large ${where}`,
}

/** One cell, and nothing beside it: as a spreadsheet writes a title. */
function isTitle(names: readonly string[]): boolean {
  return names.length > 2 && names.filter((name) => name.trim() !== "").length === 1
}

function isJsonObject(row: string): boolean {
  if (!row.startsWith("{")) return false
  try {
    return typeof JSON.parse(row) === "object"
  } catch {
    return false
  }
}

function firstTwice(names: readonly string[]): string | undefined {
  const seen = new Set<string>()
  return names.find((name) => seen.size === seen.add(name).size)
}

function columns(numbers: readonly number[]): string {
  const listed = numbers.slice(0, MAX_LISTED).join(", ")
  const more = numbers.length > MAX_LISTED ? ` and ${numbers.length - MAX_LISTED} more` : ""
  return `${numbers.length === 1 ? "column" : "columns"} ${listed}${more}`
}

function otherDelimiter(header: string, delimiter: string): string | undefined {
  if (header.startsWith('"')) return undefined
  return [...CSV_DELIMITERS.keys()].find((other) => {
    const names = header.split(other)
    return other !== delimiter && names.length > 1 && names.every((name) => name.trim() !== "")
  })
}
