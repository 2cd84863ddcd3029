import { SourceError } from "../errors.ts"
import { CSV_DELIMITERS } from "./csv-delimiter.ts"
import type { CsvDelimiter } from "./csv-delimiter.ts"
import type { CsvScanner } from "./csv-scanner.ts"

/**
 * The names of the columns, from the row on which a scanner stands.
 *
 * A header of one unquoted name in which another delimiter separates several names is refused, since every record
 * would have one nonsensical field. Quoting such a name lets it pass.
 *
 * @throws {@link SourceError} if names are missing, double or unreadable, or separated by another delimiter.
 */
export function csvHeader(scanner: CsvScanner, fileName: string, delimiter: CsvDelimiter): readonly string[] {
  const refuse = (reason: string): never => {
    throw new SourceError(`Cannot read ${fileName} as ${reason}.`)
  }
  const { problem } = scanner
  if (problem !== undefined) {
    const where = `in column ${problem.fieldIndex + 1} of the header (line ${scanner.lineNumber})`
    if (problem.kind === "bad-quote")
      refuse(`text follows a closing quote ${where}: double the quotes within a name`)
    refuse(`the name ${where} is not UTF-8: save the file as UTF-8 and run again`)
  }
  const names = scanner.fields.slice(0, scanner.fieldCount)
  const other = names.length === 1 ? otherDelimiter(scanner.rowBytes.toString(), delimiter) : undefined
  if (other !== undefined) {
    refuse(
      `its columns seem to be separated by ${CSV_DELIMITERS.get(other) ?? other}: set the option delimiter to ${JSON.stringify(other)}`,
    )
  }
  const empty = names.flatMap((name, index) => (name.trim() === "" ? [index + 1] : []))
  if (empty.length > 0)
    refuse(
      `its header (line ${scanner.lineNumber}) has no name for ${columns(empty)}: every column needs one`,
    )
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) {
    const at = names.flatMap((name, index) => (name === twice ? [index + 1] : []))
    refuse(
      `its header (line ${scanner.lineNumber}) has the name “${twice}” more than once, in ${columns(at)}: rename all but one`,
    )
  }
  return names
}

function columns(numbers: readonly number[]): string {
  return `${numbers.length === 1 ? "column" : "columns"} ${numbers.join(", ")}`
}

function otherDelimiter(header: string, delimiter: CsvDelimiter): CsvDelimiter | undefined {
  if (header.startsWith('"')) return undefined
  return [...CSV_DELIMITERS.keys()].find((other) => {
    const names = header.split(other)
    return other !== delimiter && names.length > 1 && names.every((name) => name.trim() !== "")
  })
}
