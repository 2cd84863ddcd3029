import { ByteWindow } from "../text/byte-window.ts"
import type { CsvCharacters } from "./csv-marks.ts"
import { CsvScanner } from "./csv-scanner.ts"

/** More rows than these say no more of how a file is written. */
const MAX_ROWS = 2_000

/** The beginning of a CSV file. */
export interface CsvSample {
  readonly bytes: Buffer
  /** Whether the file ends with it. */
  readonly isWhole: boolean
  readonly linesToSkip: number
}

/** A row of a sample. */
export interface SampleRow {
  readonly fields: readonly string[]
  readonly isBroken: boolean
  /** As it stands there. */
  readonly text: string
  readonly lineNumber: number
  readonly nextLineNumber: number
}

/** The rows of a sample that are there as a whole, if it was written with such characters. */
export function sampleRows(
  { bytes, isWhole, linesToSkip }: CsvSample,
  characters: CsvCharacters,
): SampleRow[] {
  const window = new ByteWindow(0)
  window.push(bytes)
  if (isWhole) window.end()
  const scanner = new CsvScanner(window, {
    ...characters,
    linesToSkip,
    lineNumber: 1,
    maxRecordBytes: Infinity,
  })
  scanner.leavesOutBlankRows = true
  const rows: SampleRow[] = []
  while (rows.length < MAX_ROWS && scanner.next()) {
    const { fields, lineNumber, nextLineNumber, problem, rowBytes } = scanner
    rows.push({
      fields,
      lineNumber,
      nextLineNumber,
      isBroken: problem !== undefined,
      text: rowBytes.toString(),
    })
  }
  if (scanner.failure !== undefined) {
    const text = bytes.toString("utf8", window.index)
    const { lineNumber } = scanner.failure
    rows.push({ fields: [text], isBroken: true, text, lineNumber, nextLineNumber: lineNumber + 1 })
  }
  return rows
}
