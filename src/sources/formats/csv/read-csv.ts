import { ByteWindow, refills } from "../text/byte-window.ts"
import { csvHeader } from "./csv-header.ts"
import { csvItemMaker } from "./csv-item-maker.ts"
import type { CsvDelimiter } from "./csv-delimiter.ts"
import type { CsvItemMaker } from "./csv-item-maker.ts"
import type { CsvList } from "./csv-list.ts"
import type { CsvLayout } from "./csv-layout.ts"
import type { CsvLineEnd } from "./csv-line-end.ts"
import { CsvScanner } from "./csv-scanner.ts"
import type { ReadOptions, SourceItem } from "../../data-source.ts"
import { endsBefore, itemsFrom, readItems, skipLineEnd } from "../text/read-items.ts"
import type { Place } from "../text/read-items.ts"
import { throwScanFailure, throwTooLarge } from "../text/scan-failure.ts"
import type { SourceDataRecord } from "../../source-data-record.ts"
import type { ReadableBytes } from "../../source-bytes.ts"
import { TEXT_START_BYTES, textStart } from "../text/text-start.ts"

/** Tells how the line before a row ends. */
const BYTES_BEFORE = 2

/** How the CSV is written, and how large its records may be. */
export interface CsvSettings {
  readonly delimiter: CsvDelimiter
  readonly maxRecordBytes: number
  /** What the file may be instead of records alone. */
  readonly list?: CsvList | undefined
}

/**
 * Reads the items of a CSV file, as `csvFormat` describes it; `onLayout` is told what the header says, and
 * `onRow` shown each row before its item is given.
 */
export async function* readCsv(
  file: ReadableBytes,
  settings: CsvSettings,
  { signal, from }: ReadOptions = {},
  onLayout?: (layout: CsvLayout) => void,
  onRow?: (scanner: CsvScanner) => void,
): AsyncGenerator<readonly SourceItem<SourceDataRecord>[], void> {
  const opened = openAt(file, 0, signal)
  try {
    const start = await findHeader(opened, file, settings)
    if (start === undefined) {
      if (from !== undefined && signal?.aborted !== true) throw endsBefore(from.recordNumber, file.name)
      return
    }
    const { scanner } = start
    const { delimiter } = scanner
    const header = csvHeader(scanner, file.name, { delimiter, list: settings.list })
    const { columns } = header
    const list = header.ownCount === 0 ? undefined : settings.list
    onLayout?.(list?.layoutOf(header, delimiter) ?? { columns, delimiter })
    scanner.leavesOutBlankRows = list !== undefined
    const lineEnd = (): CsvLineEnd | undefined => scanner.lineEnd
    if (list !== undefined)
      scanner.maxRecordBytes = Math.max(settings.maxRecordBytes, list.leastRecordLimitBytes)
    const itemMaker =
      list === undefined
        ? csvItemMaker(columns, delimiter, lineEnd)
        : wholeRows(list.itemMaker(header, delimiter, lineEnd), file.name)
    const makeItem = onRow === undefined ? itemMaker : shown(itemMaker, onRow)
    if (from?.byteOffset === undefined || from.lineNumber === undefined || !file.canReadAgain) {
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
      place.scanner.leavesOutBlankRows = scanner.leavesOutBlankRows
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

/** A maker of items for a list, no row of which may be cut: what is left of it would replace it. */
function wholeRows(makeItem: CsvItemMaker, fileName: string): CsvItemMaker {
  return (scanner, recordNumber) => {
    if (scanner.problem?.kind === "record-too-large") throwTooLarge(scanner, fileName, `row ${recordNumber}`)
    return makeItem(scanner, recordNumber)
  }
}

type Opened = Omit<Place<CsvScanner>, "scanner">

function openAt(file: ReadableBytes, byteOffset: number, signal: AbortSignal | undefined): Opened {
  const window = new ByteWindow(byteOffset, byteOffset === 0 ? TEXT_START_BYTES : BYTES_BEFORE)
  return { fileName: file.name, window, fills: refills(window, file.read(byteOffset, signal), signal) }
}

/** A scanner on the header; `undefined` if there is none, since the file is empty or the reading was aborted. */
async function findHeader(
  opened: Opened,
  file: ReadableBytes,
  settings: CsvSettings,
): Promise<Place<CsvScanner> | undefined> {
  const { fileName, window, fills } = opened
  if ((await fills.next()).done === true) return undefined
  window.index = textStart(window.bytes, file)
  const delimiter = settings.list?.delimiterOf(window.text.slice(window.index)) ?? settings.delimiter
  const scanner = new CsvScanner(window, { ...settings, delimiter, lineNumber: 1 })
  while (!scanner.next()) {
    if (scanner.failure !== undefined) throwScanFailure(scanner.failure, fileName, "the header")
    if (scanner.isSkipping) throwTooLarge(scanner, fileName, "the header")
    if ((await fills.next()).done === true) return undefined
  }
  if (scanner.problem?.kind === "record-too-large") throwTooLarge(scanner, fileName, "the header")
  return { ...opened, scanner }
}
