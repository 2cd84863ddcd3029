import type { CsvDialect } from "./csv-dialect.ts"
import type { CsvLineEnd } from "./csv-line-end.ts"
import { csvRecordMaker } from "./csv-record-maker.ts"
import { csvRow } from "./csv-row-fields.ts"
import { csvValueReader } from "./csv-row-values.ts"
import type { CsvScanner } from "./csv-scanner.ts"
import type { SourceItem } from "../../data-source.ts"
import { FileItem, chunkWith } from "../text/file-item.ts"
import type { FileChunk } from "../text/file-item.ts"
import { excerpt } from "../text/excerpt.ts"
import { recordDigest } from "../../record-digest.ts"
import { rowProblem } from "./row-problem.ts"
import type { SourceDataRecord } from "../../source-data-record.ts"

/** Makes an item of the row on which a scanner stands. */
export type CsvItemMaker = (
  scanner: CsvScanner,
  recordNumber: number,
) => SourceItem<SourceDataRecord<unknown>>

/** A maker of items for rows with these columns: good ones, and bad ones that say what is wrong. */
export function csvItemMaker(
  columns: readonly string[],
  dialect: CsvDialect,
  lineEnd: () => CsvLineEnd | undefined,
): CsvItemMaker {
  const makeRecord = csvRecordMaker(columns)
  const readValues = csvValueReader(dialect, columns.length)
  const remake = (bytes: Buffer): SourceDataRecord<unknown> => {
    const row = csvRow(bytes, dialect, lineEnd())
    if (row === undefined) return makeRecord([])
    return makeRecord(readValues === undefined ? row.fields : (readValues(row).values ?? []))
  }
  let chunk: FileChunk<SourceDataRecord<unknown>> | undefined
  return (scanner, recordNumber) => {
    const { byteOffset, bytes, lineNumber, rowEnd: endByte, rowStart: startByte } = scanner
    let { fields }: { fields: readonly string[] } = scanner
    let values: readonly (string | null)[] | undefined
    if (scanner.problem === undefined) {
      if (readValues !== undefined) ({ fields, values } = readValues(scanner))
      else if (fields.length === columns.length) values = fields
    }
    if (values !== undefined) {
      chunk = chunkWith(chunk, { bytes, byteOffset, startByte }, remake)
      const found = { recordNumber, lineNumber, startByte, endByte }
      return new FileItem(chunk, found, makeRecord(values))
    }
    const position = { recordNumber, lineNumber, byteOffset }
    const problem = rowProblem(scanner, columns, fields, columns.length)
    const raw = excerpt(scanner.rowBytes)
    const digest = recordDigest(scanner.rowBytes)
    if (scanner.problem !== undefined) return { position, problem, raw, digest }
    return { position, problem, raw, fields, digest }
  }
}
