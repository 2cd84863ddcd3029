import type { CsvDelimiter } from "./csv-delimiter.ts"
import type { CsvLineEnd } from "./csv-line-end.ts"
import { csvRecordMaker } from "./csv-record-maker.ts"
import { csvRowFields } from "./csv-row-fields.ts"
import type { CsvScanner } from "./csv-scanner.ts"
import type { SourceItem } from "../../data-source.ts"
import { FileItem, chunkWith } from "../text/file-item.ts"
import type { FileChunk } from "../text/file-item.ts"
import { excerpt } from "../text/excerpt.ts"
import { recordDigest } from "../../record-digest.ts"
import { rowProblem } from "./row-problem.ts"
import type { SourceDataRecord } from "../../source-data-record.ts"

/** Makes an item of the row on which a scanner stands. */
export type CsvItemMaker = (scanner: CsvScanner, recordNumber: number) => SourceItem<SourceDataRecord>

/** A maker of items for rows with these columns: good ones, and bad ones that say what is wrong. */
export function csvItemMaker(
  columns: readonly string[],
  delimiter: CsvDelimiter,
  lineEnd: () => CsvLineEnd | undefined,
): CsvItemMaker {
  const makeRecord = csvRecordMaker(columns)
  const remake = (bytes: Buffer): SourceDataRecord =>
    makeRecord(csvRowFields(bytes, delimiter, lineEnd()) ?? [])
  let chunk: FileChunk<SourceDataRecord> | undefined
  return (scanner, recordNumber) => {
    const { byteOffset, bytes, fields, lineNumber, rowEnd: endByte, rowStart: startByte } = scanner
    const isGood = scanner.problem === undefined && fields.length === columns.length
    if (isGood) {
      chunk = chunkWith(chunk, { bytes, byteOffset, startByte }, remake)
      const found = { recordNumber, lineNumber, startByte, endByte }
      return new FileItem(chunk, found, makeRecord(fields))
    }
    const position = { recordNumber, lineNumber, byteOffset }
    const problem = rowProblem(scanner, columns, fields.length, columns.length)
    const raw = excerpt(scanner.rowBytes)
    const digest = recordDigest(scanner.rowBytes)
    if (scanner.problem !== undefined) return { position, problem, raw, digest }
    return { position, problem, raw, fields, digest }
  }
}
