import { ByteWindow } from "./byte-window.ts"
import type { CsvDelimiter } from "./csv-delimiter.ts"
import type { CsvLineEnd } from "./csv-line-end.ts"
import { csvRecordMaker } from "./csv-record-maker.ts"
import { CsvScanner } from "./csv-scanner.ts"
import type { BadItem, SourceItem } from "./data-source.ts"
import { FileItem, chunkWith } from "./file-item.ts"
import type { FileChunk } from "./file-item.ts"
import { excerpt } from "./excerpt.ts"
import type { SourceDataRecord } from "./source-data-record.ts"

/** Makes an item of the row on which a scanner stands. */
export type CsvItemMaker = (scanner: CsvScanner, recordNumber: number) => SourceItem<SourceDataRecord>

/** A maker of items for rows with these columns: good ones, and bad ones that say what is wrong. */
export function csvItemMaker(
  columns: readonly string[],
  delimiter: CsvDelimiter,
  lineEnd: () => CsvLineEnd | undefined,
): CsvItemMaker {
  const makeRecord = csvRecordMaker(columns)
  const remake = (bytes: Buffer): SourceDataRecord => {
    const window = new ByteWindow(0)
    window.push(bytes)
    window.end()
    const scanner = new CsvScanner(window, {
      delimiter,
      maxRecordBytes: Infinity,
      lineNumber: 1,
      lineEnd: lineEnd(),
    })
    scanner.next()
    return makeRecord(scanner.fields)
  }
  let chunk: FileChunk<SourceDataRecord> | undefined
  return (scanner, recordNumber) => {
    const { byteOffset, bytes, lineNumber, rowEnd: endByte, rowStart: startByte } = scanner
    const isGood = scanner.problem === undefined && scanner.fieldCount === columns.length
    if (isGood) {
      chunk = chunkWith(chunk, { bytes, byteOffset, startByte }, remake)
      const found = { recordNumber, lineNumber, startByte, endByte }
      return new FileItem(chunk, found, makeRecord(scanner.fields))
    }
    const position = { recordNumber, lineNumber, byteOffset }
    return { position, problem: problemOf(scanner, columns), raw: excerpt(scanner.rowBytes) }
  }
}

function problemOf(scanner: CsvScanner, columns: readonly string[]): BadItem["problem"] {
  const { problem, fieldCount } = scanner
  if (problem !== undefined) {
    const { kind, fieldIndex } = problem
    const name = columns[fieldIndex]
    const column = name === undefined ? `column ${fieldIndex + 1}` : `column ${fieldIndex + 1} (${name})`
    const message =
      kind === "not-utf8"
        ? `The text in ${column} is not UTF-8.`
        : `Text follows the closing quote in ${column}; a quote within a quoted field must be doubled.`
    return { code: kind, message: message + spanOf(scanner) }
  }
  const code = fieldCount > columns.length ? "too-many-fields" : "too-few-fields"
  const fields = fieldCount === 1 ? "field" : "fields"
  const message = `The row has ${fieldCount} ${fields}, but the header names ${columns.length}.`
  return { code, message: message + spanOf(scanner) }
}

/** A quote too many or too few often shows by a bad row that takes up several lines. */
function spanOf({ lineNumber, nextLineNumber }: CsvScanner): string {
  const lastLineNumber = nextLineNumber - 1
  if (lastLineNumber === lineNumber) return ""
  return ` It goes from line ${lineNumber} to line ${lastLineNumber}; perhaps a quote is missing or too many.`
}
