import { ByteWindow, refills } from "../text/byte-window.ts"
import { csvHeader } from "./csv-header.ts"
import { csvItemMaker } from "./csv-item-maker.ts"
import { listDelimiter } from "./csv-delimiter.ts"
import type { CsvColumns } from "./csv-columns.ts"
import type { CsvDialect } from "./csv-dialect.ts"
import { csvRow } from "./csv-row-fields.ts"
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
import { SourceError } from "../../../errors.ts"
import { trimmed } from "./quote-behind-blanks.ts"
import { withoutEndMark } from "./without-end-mark.ts"

/** Tells how the line before a row ends. */
const BYTES_BEFORE = 2

/** How the CSV is written, and how large its records may be. */
export interface CsvSettings extends CsvDialect {
  readonly maxRecordBytes: number
  /** Whether a line that tells a spreadsheet what separates the fields stands before the table. @defaultValue false */
  readonly hasSeparatorLine?: boolean | undefined
  /** Why the first row is no header, as a clause behind `Cannot read users.csv as`. @defaultValue it is one */
  readonly headerDoubt?: string | undefined
  /** What the file may be instead of records alone. */
  readonly list?: CsvList | undefined
}

/** What the first row of a file is, or what its user has said instead. */
interface Table {
  readonly header: CsvColumns
  readonly dialect: CsvDialect
  /** Undefined where the file is no list. */
  readonly list: CsvList | undefined
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
): AsyncGenerator<readonly SourceItem<SourceDataRecord<unknown>>[], void> {
  const opened = openAt(file, 0, signal)
  try {
    const start = await findFirstRow(opened, file, settings)
    if (start === undefined) {
      if (from !== undefined && signal?.aborted !== true) throw endsBefore(from.recordNumber, file.name)
      return
    }
    const { scanner, ownDelimiter } = start
    const { dialect, header, list } = tableOf(scanner, file.name, settings, ownDelimiter)
    const { columns } = header
    const delimiter = listDelimiter(dialect.delimiter)
    onLayout?.(list?.layoutOf(header, delimiter) ?? { columns, delimiter })
    const lineEnd = (): CsvLineEnd | undefined => scanner.lineEnd
    if (list !== undefined)
      scanner.maxRecordBytes = Math.max(settings.maxRecordBytes, list.leastRecordLimitBytes)
    const itemMaker =
      list === undefined
        ? csvItemMaker(columns, dialect, lineEnd)
        : wholeRows(list.itemMaker(header, delimiter, lineEnd), file.name)
    const makeItem = onRow === undefined ? itemMaker : shown(itemMaker, onRow)
    const isRecord = dialect.columns !== undefined
    const isFirst = isRecord && from?.byteOffset === scanner.byteOffset
    if (from?.byteOffset === undefined || from.lineNumber === undefined || isFirst || !file.canReadAgain) {
      const items = readItems(start, 1, makeItem, isRecord)
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
        ...dialect,
        maxRecordBytes,
        lineNumber: from.lineNumber,
        lineEnd: firstLineEnd,
        before,
      }
      const place = { ...reopened, scanner: new CsvScanner(reopened.window, options) }
      place.scanner.leavesOutBlankRows = true
      yield* readItems(place, from.recordNumber, makeItem)
    } finally {
      await reopened.fills.return()
    }
  } finally {
    await opened.fills.return()
  }
}

/** The columns, by the row on which a scanner stands, or as they were named. */
function tableOf(
  scanner: CsvScanner,
  fileName: string,
  settings: CsvSettings,
  ownDelimiter: string | undefined,
): Table {
  if (ownDelimiter !== undefined) {
    const header = csvHeader(scanner, fileName, { delimiter: ownDelimiter, list: settings.list })
    return {
      header,
      dialect: { delimiter: ownDelimiter },
      list: header.ownCount === 0 ? undefined : settings.list,
    }
  }
  const { columns, delimiter, emptyLastFields = 0, headerDoubt, list, quotedLines = false } = settings
  if (columns !== undefined) {
    const isHeader = scanner.problem === undefined && isSame(scanner.fields, columns)
    if (isHeader)
      throw new SourceError(
        `Cannot read ${fileName} as its first row (line ${scanner.lineNumber}) says what columns says: leave out columns, or that row with skipLines: ${scanner.nextLineNumber - 1}.`,
      )
    return { header: { columns, allNames: columns, ownCount: 0 }, dialect: settings, list: undefined }
  }
  if (headerDoubt !== undefined) throw new SourceError(`Cannot read ${fileName} as ${headerDoubt}.`)
  const line = quotedLines && scanner.fields.length === 1 ? Buffer.from(scanner.fields[0] ?? "") : undefined
  const names = (line && csvRow(line, { ...settings, comment: undefined }, "\n"))?.fields ?? scanner.fields
  const header = csvHeader(scanner, fileName, { delimiter, list, names })
  const nameless = header.ownCount === 0 ? names.length - header.columns.length : 0
  return {
    header,
    dialect: { ...settings, emptyLastFields: Math.max(emptyLastFields, nameless) },
    list: header.ownCount === 0 ? undefined : list,
  }
}

function isSame(fields: readonly string[], columns: readonly string[]): boolean {
  return (
    fields.length === columns.length && columns.every((name, index) => name === trimmed(fields[index] ?? ""))
  )
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
  const chunks = withoutEndMark(file.read(byteOffset, signal))
  return { fileName: file.name, window, fills: refills(window, chunks, signal) }
}

/** A scanner on the first row. */
interface FirstRow extends Place<CsvScanner> {
  /** Where the file is a list that says itself what separates its fields. */
  readonly ownDelimiter: string | undefined
}

/** The first row; `undefined` if there is none, since the file is empty or the reading was aborted. */
async function findFirstRow(
  opened: Opened,
  file: ReadableBytes,
  settings: CsvSettings,
): Promise<FirstRow | undefined> {
  const { fileName, window, fills } = opened
  const { columns, hasSeparatorLine = false, list, maxRecordBytes, skipLines = 0 } = settings
  if ((await fills.next()).done === true) return undefined
  window.index = textStart(window.bytes, file)
  const ownDelimiter = list?.delimiterOf(window.text.slice(window.index))
  const linesToSkip = hasSeparatorLine ? skipLines + 1 : skipLines
  const dialect = ownDelimiter === undefined ? { ...settings, linesToSkip } : { delimiter: ownDelimiter }
  const scanner = new CsvScanner(window, { ...dialect, maxRecordBytes, lineNumber: 1 })
  scanner.leavesOutBlankRows = true
  const isHeader = ownDelimiter !== undefined || columns === undefined
  const what = isHeader ? "the header" : "record 1"
  while (!scanner.next()) {
    if (scanner.failure !== undefined) throwScanFailure(scanner.failure, fileName, what)
    if (isHeader && scanner.isSkipping) throwTooLarge(scanner, fileName, what)
    if ((await fills.next()).done === true) return undefined
  }
  if (isHeader && scanner.problem?.kind === "record-too-large") throwTooLarge(scanner, fileName, what)
  return { ...opened, scanner, ownDelimiter }
}
