import { ByteWindow } from "../text/byte-window.ts"
import type { CsvLineEnd } from "./csv-line-end.ts"
import type { CsvCharacters } from "./csv-marks.ts"
import { CsvScanner } from "./csv-scanner.ts"
import type { CsvScannerOptions } from "./csv-scanner.ts"

/** The row of CSV that some bytes are, by a scanner that stands on it; `undefined` if they are none that can be told apart into fields. */
export function csvRow(
  bytes: Buffer,
  characters: Pick<CsvScannerOptions, keyof CsvCharacters | "nullValues">,
  lineEnd: CsvLineEnd | undefined,
): CsvScanner | undefined {
  const window = new ByteWindow(0)
  window.push(bytes)
  window.end()
  const scanner = new CsvScanner(window, { ...characters, maxRecordBytes: Infinity, lineNumber: 1, lineEnd })
  return scanner.next() && scanner.problem === undefined ? scanner : undefined
}

/** The same, its fields alone, of a row with nothing special but a delimiter. */
export function csvRowFields(
  bytes: Buffer,
  delimiter: string,
  lineEnd: CsvLineEnd | undefined,
): readonly string[] | undefined {
  return csvRow(bytes, { delimiter }, lineEnd)?.fields
}
