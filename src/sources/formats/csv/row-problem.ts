import type { Message } from "../../../messages/message.ts"
import { asNames, asOurs, say } from "../../../messages/say.ts"
import type { CsvScanner } from "./csv-scanner.ts"
import type { BadItem } from "../../data-source.ts"
import { tooLargeProblem } from "../text/too-large-problem.ts"

/**
 * What is wrong with the row on which a scanner stands: with a field, or else with how many there are. `names` are those of
 * all its columns.
 */
export function rowProblem(
  scanner: CsvScanner,
  names: readonly string[],
  fields: readonly string[],
  columnCount: number,
): BadItem["problem"] {
  const { problem } = scanner
  if (problem === undefined)
    return countProblem(fields.length, columnCount, countHint(scanner, fields, columnCount))
  const { kind, fieldIndex } = problem
  if (kind === "record-too-large") {
    const { code, message, messageParts } = tooLargeProblem(
      scanner.recordBytes,
      scanner.maxRecordBytes,
      spanOf(scanner),
    )
    return { code, message, messageParts }
  }
  const name = names[fieldIndex]
  const column =
    name === undefined ? say`column ${fieldIndex + 1}` : say`column ${fieldIndex + 1} (${asNames(name)})`
  return { code: kind, ...say`${MESSAGES[kind](column)}${spanOf(scanner)}` }
}

const MESSAGES = {
  undecodable: (column: Message): Message =>
    say`The text in ${column} has bytes that are no characters in the encoding of the file.`,
  "bad-quote": (column: Message): Message =>
    say`Text follows the closing quote in ${column}; a quote within a quoted field must be doubled.`,
  "blank-before-quote": (column: Message): Message =>
    say`A blank stands before the opening quote in ${column}, so that the quotes may or may not belong to the text.`,
  "nul-character": (column: Message): Message =>
    say`The text in ${column} has a NUL character (U+0000), which no text should have.`,
  "doubtful-line-end": (column: Message): Message =>
    say`Next to the text in ${column}, outside of quotes, stands a line end of another kind than in the file's first line: it may end a row, or belong to the text.`,
}

/** What is wrong with a row of so many fields; `more` is said after it. */
export function countProblem(fieldCount: number, columnCount: number, more: Message): BadItem["problem"] {
  const code = fieldCount > columnCount ? "too-many-fields" : "too-few-fields"
  const fields = fieldCount === 1 ? say`field` : say`fields`
  return { code, ...say`The row has ${fieldCount} ${fields}, but the header names ${columnCount}.${more}` }
}

/** What may have made a row longer or shorter than others. */
function countHint(scanner: CsvScanner, fields: readonly string[], columnCount: number): Message {
  const surplus = fields.slice(columnCount)
  if (surplus.length > 0 && surplus.every((field) => field === ""))
    return say` What is too much at its end is empty, but not so in most rows: perhaps a value holds the delimiter and is not in quotes.`
  return spanOf(scanner)
}

/** A quote too many or too few often shows by a bad row that takes up several lines. */
function spanOf({ lineNumber, nextLineNumber }: CsvScanner): Message {
  const lastLineNumber = nextLineNumber - 1
  if (lastLineNumber <= lineNumber) return say``
  const shown = (line: number): Message => asOurs(line.toLocaleString("en-US"))
  return say` It goes from line ${shown(lineNumber)} to line ${shown(lastLineNumber)}; perhaps a quote is missing, or there is one too many.`
}
