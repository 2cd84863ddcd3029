import { ByteWindow } from "../text/byte-window.ts"
import { CsvScanner } from "./csv-scanner.ts"
import type { CsvDelimiter } from "./csv-delimiter.ts"
import type { CsvLineEnd } from "./csv-line-end.ts"

/** The fields of a CSV row that stands alone; `undefined` if it cannot be told apart into fields. */
export function csvRowFields(
  bytes: Buffer,
  delimiter: CsvDelimiter,
  lineEnd: CsvLineEnd | undefined,
): readonly string[] | undefined {
  const window = new ByteWindow(0)
  window.push(bytes)
  window.end()
  const scanner = new CsvScanner(window, { delimiter, maxRecordBytes: Infinity, lineNumber: 1, lineEnd })
  return scanner.next() && scanner.problem === undefined ? scanner.fields : undefined
}
