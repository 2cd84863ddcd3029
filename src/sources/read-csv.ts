import { ByteWindow, refills } from "./byte-window.ts"
import { csvHeader } from "./csv-header.ts"
import { csvItemMaker } from "./csv-item-maker.ts"
import type { CsvDelimiter } from "./csv-delimiter.ts"
import type { CsvItemMaker } from "./csv-item-maker.ts"
import type { CsvLayout } from "./csv-layout.ts"
import type { CsvLineEnd } from "./csv-line-end.ts"
import { csvRejectMaker } from "./csv-reject-maker.ts"
import { CsvScanner } from "./csv-scanner.ts"
import type { ReadOptions, SourceItem } from "./data-source.ts"
import { endsBefore, itemsFrom, readItems, skipLineEnd } from "./read-items.ts"
import type { Place } from "./read-items.ts"
import { rejectsDelimiter } from "./reject-columns.ts"
import { throwScanFailure, throwTooLarge } from "./scan-failure.ts"
import type { SourceDataRecord } from "./source-data-record.ts"
import type { SourceFile } from "./source-file.ts"
import { MAX_REJECT_BYTES } from "./check-record-limit.ts"
import { TEXT_START_BYTES, textStart } from "./text-start.ts"

/** Tells how the line before a row ends. */
const BYTES_BEFORE = 2

/** How the CSV is written, and how large its records may be. */
export interface CsvSettings {
  readonly delimiter: CsvDelimiter
  readonly maxRecordBytes: number
  /** It is a list of rejects, or cannot be used. @defaultValue false */
  readonly mustBeRejects?: boolean
}

/**
 * Reads the items of a CSV file, as `csvSource` describes it; `onLayout` is told what the header says, and
 * `onRow` shown each row before its item is given.
 */
export async function* readCsv(
  file: SourceFile,
  settings: CsvSettings,
  { signal, from }: ReadOptions = {},
  onLayout?: (layout: CsvLayout) => void,
  onRow?: (scanner: CsvScanner) => void,
): AsyncGenerator<readonly SourceItem<SourceDataRecord>[], void> {
  const opened = openAt(file, 0, signal)
  try {
    const start = await findHeader(opened, settings)
    if (start === undefined) {
      if (from !== undefined && signal?.aborted !== true) throw endsBefore(from.recordNumber, file.name)
      return
    }
    const { scanner } = start
    const { delimiter } = scanner
    const header = csvHeader(scanner, file.name, { delimiter, mustBeRejects: settings.mustBeRejects })
    const { columns } = header
    onLayout?.(
      header.isRejects && !header.hasDigests
        ? { columns, delimiter, hasDigests: false }
        : { columns, delimiter },
    )
    scanner.leavesOutBlankRows = header.isRejects
    const lineEnd = (): CsvLineEnd | undefined => scanner.lineEnd
    if (header.isRejects) scanner.maxRecordBytes = Math.max(settings.maxRecordBytes, MAX_REJECT_BYTES)
    const itemMaker = header.isRejects
      ? wholeRows(csvRejectMaker(header, delimiter, lineEnd), file.name)
      : csvItemMaker(columns, delimiter, lineEnd)
    const makeItem = onRow === undefined ? itemMaker : shown(itemMaker, onRow)
    const isPipe = file.sizeBytes === undefined
    if (from?.byteOffset === undefined || from.lineNumber === undefined || isPipe) {
      const items = readItems(start, 1, makeItem)
      yield* from === undefined ? items : itemsFrom(from.recordNumber, items, { fileName: file.name, signal })
      return
    }
    await opened.fills.return()
    const reopened = openAt(file, from.byteOffset - BYTES_BEFORE, signal)
    try {
      const before = await skipLineEnd(reopened, BYTES_BEFORE, "\r\n")
      if (before === undefined) return
      const { lineEnd: firstLineEnd, maxRecordBytes } = scanner
      const options = {
        delimiter,
        maxRecordBytes,
        lineNumber: from.lineNumber,
        lineEnd: firstLineEnd,
        before,
      }
      const place = { ...reopened, scanner: new CsvScanner(reopened.window, options) }
      place.scanner.leavesOutBlankRows = header.isRejects
      yield* readItems(place, from.recordNumber, makeItem)
    } finally {
      await reopened.fills.return()
    }
  } finally {
    await opened.fills.return()
  }
}

/** Shows each row to somebody else too. */
function shown(itemMaker: CsvItemMaker, onRow: (scanner: CsvScanner) => void): CsvItemMaker {
  return (scanner, recordNumber) => {
    onRow(scanner)
    return itemMaker(scanner, recordNumber)
  }
}

/** A maker of items for a list of rejects, no row of which may be cut: what is left of it would replace it. */
function wholeRows(makeItem: CsvItemMaker, fileName: string): CsvItemMaker {
  return (scanner, recordNumber) => {
    if (scanner.problem?.kind === "record-too-large") throwTooLarge(scanner, fileName, `row ${recordNumber}`)
    return makeItem(scanner, recordNumber)
  }
}

type Opened = Omit<Place<CsvScanner>, "scanner">

function openAt(file: SourceFile, byteOffset: number, signal: AbortSignal | undefined): Opened {
  const window = new ByteWindow(byteOffset, byteOffset === 0 ? TEXT_START_BYTES : BYTES_BEFORE)
  return { fileName: file.name, window, fills: refills(window, file.read(byteOffset, signal), signal) }
}

/** A scanner on the header; `undefined` if there is none, since the file is empty or the reading was aborted. */
async function findHeader(opened: Opened, settings: CsvSettings): Promise<Place<CsvScanner> | undefined> {
  const { fileName, window, fills } = opened
  if ((await fills.next()).done === true) return undefined
  window.index = textStart(window.bytes, fileName)
  const delimiter = rejectsDelimiter(window.text.slice(window.index)) ?? settings.delimiter
  const scanner = new CsvScanner(window, { ...settings, delimiter, lineNumber: 1 })
  while (!scanner.next()) {
    if (scanner.failure !== undefined) throwScanFailure(scanner.failure, fileName, "the header")
    if (scanner.isSkipping) throwTooLarge(scanner, fileName, "the header")
    if ((await fills.next()).done === true) return undefined
  }
  if (scanner.problem?.kind === "record-too-large") throwTooLarge(scanner, fileName, "the header")
  return { ...opened, scanner }
}
