import { ByteWindow, refills } from "./byte-window.ts"
import { csvHeader } from "./csv-header.ts"
import { csvItemMaker } from "./csv-item-maker.ts"
import type { CsvDelimiter } from "./csv-delimiter.ts"
import { CsvScanner } from "./csv-scanner.ts"
import type { CsvScannerOptions } from "./csv-scanner.ts"
import type { ReadOptions, SourceItem } from "./data-source.ts"
import { itemsFrom, readItems, skipLineEnd } from "./read-items.ts"
import type { Place } from "./read-items.ts"
import { throwScanFailure } from "./scan-failure.ts"
import type { SourceDataRecord } from "./source-data-record.ts"
import type { SourceFile } from "./source-file.ts"
import { TEXT_START_BYTES, textStart } from "./text-start.ts"

/** How the CSV is written, and how large its records may be. */
export interface CsvSettings {
  readonly delimiter: CsvDelimiter
  readonly maxRecordBytes: number
}

/** Reads the items of a CSV file, as `csvSource` describes it. */
export async function* readCsv(
  file: SourceFile,
  settings: CsvSettings,
  { signal, from }: ReadOptions = {},
): AsyncGenerator<readonly SourceItem<SourceDataRecord>[], void> {
  const start = openAt(file, 0, { ...settings, lineNumber: 1 }, signal)
  try {
    if (!(await findHeader(start))) return
    const makeItem = csvItemMaker(
      csvHeader(start.scanner, file.name, settings.delimiter),
      settings.delimiter,
      () => start.scanner.lineEnd,
    )
    if (from?.byteOffset === undefined || from.lineNumber === undefined) {
      const items = readItems(start, 1, makeItem)
      yield* from === undefined ? items : itemsFrom(from.recordNumber, items)
      return
    }
    await start.fills.return()
    const { lineEnd } = start.scanner
    const place = openAt(
      file,
      from.byteOffset - 1,
      { ...settings, lineNumber: from.lineNumber, lineEnd },
      signal,
    )
    try {
      if (await skipLineEnd(place, lineEnd ?? "\n")) yield* readItems(place, from.recordNumber, makeItem)
    } finally {
      await place.fills.return()
    }
  } finally {
    await start.fills.return()
  }
}

function openAt(
  file: SourceFile,
  byteOffset: number,
  options: CsvScannerOptions,
  signal: AbortSignal | undefined,
): Place<CsvScanner> {
  const window = new ByteWindow(byteOffset, byteOffset === 0 ? TEXT_START_BYTES : 1)
  const fills = refills(window, file.read(byteOffset, signal), signal)
  return { fileName: file.name, window, fills, scanner: new CsvScanner(window, options) }
}

/** Moves to the header; false if there is none, since the file is empty or the reading was aborted. */
async function findHeader({ fileName, window, fills, scanner }: Place<CsvScanner>): Promise<boolean> {
  if ((await fills.next()).done === true) return false
  window.index = textStart(window.bytes, fileName)
  while (!scanner.next()) {
    if (scanner.failure !== undefined) throwScanFailure(scanner.failure, fileName, "the header")
    if ((await fills.next()).done === true) return false
  }
  return true
}
