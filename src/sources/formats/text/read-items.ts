import { SourceError } from "../../../errors.ts"
import type { ByteWindow } from "./byte-window.ts"
import type { SourceItem } from "../../data-source.ts"
import type { ScanFailure } from "./scan-failure.ts"
import { throwScanFailure } from "./scan-failure.ts"

/** Finds the records in a window, one after the other. */
export interface RecordScanner {
  readonly failure: ScanFailure | undefined
  /** Moves to the next record; false if the window holds no further whole one, or after a failure. */
  next(): boolean
}

/** A scanner somewhere in a file. */
export interface Place<Scanner extends RecordScanner> {
  readonly fileName: string
  readonly window: ByteWindow
  /** Fills the window; has been asked at least once. */
  readonly fills: AsyncGenerator<void, void>
  readonly scanner: Scanner
}

/** Short enough that few records are in memory at a time, long enough that one `await` for each array costs nothing. */
const MAX_ITEMS = 512

/** Reads all items from a place on; `firstNumber` is the number of the first record there, on which the scanner stands if `isOnRecord`. */
export async function* readItems<Scanner extends RecordScanner, Data>(
  { fileName, scanner, fills }: Place<Scanner>,
  firstNumber: number,
  makeItem: (scanner: Scanner, recordNumber: number) => SourceItem<Data>,
  isOnRecord = false,
): AsyncGenerator<readonly SourceItem<Data>[], void> {
  let recordNumber = firstNumber
  let items: SourceItem<Data>[] = []
  if (isOnRecord) {
    items.push(makeItem(scanner, recordNumber))
    recordNumber += 1
  }
  do {
    while (scanner.next()) {
      items.push(makeItem(scanner, recordNumber))
      recordNumber += 1
      if (items.length === MAX_ITEMS) {
        yield items
        items = []
      }
    }
    if (items.length > 0) yield items
    items = []
    if (scanner.failure !== undefined) throwScanFailure(scanner.failure, fileName, `record ${recordNumber}`)
  } while ((await fills.next()).done !== true)
}

/**
 * Leaves out the items before a record that was there before.
 *
 * @throws {@link SourceError} if it is no longer there, and the reading was not aborted.
 */
export async function* itemsFrom<Data>(
  recordNumber: number,
  source: AsyncGenerator<readonly SourceItem<Data>[], void>,
  { fileName, signal }: { readonly fileName: string; readonly signal: AbortSignal | undefined },
): AsyncGenerator<readonly SourceItem<Data>[], void> {
  let isThere = false
  for await (const items of source) {
    const wanted = items.filter(({ position }) => position.recordNumber >= recordNumber)
    if (wanted.length === 0) continue
    isThere = true
    yield wanted
  }
  if (!isThere && signal?.aborted !== true) throw endsBefore(recordNumber, fileName)
}

/** That a record is no longer there. */
export function endsBefore(recordNumber: number, fileName: string): SourceError {
  return new SourceError(
    `Cannot go on reading ${fileName} as it has changed since: it ends before record ${recordNumber}. Put the old one back, or start over with restart: true.`,
  )
}

/**
 * Moves a window, filled from so many bytes before a record, to that record; gives these bytes, or `undefined` if the reading was aborted.
 *
 * @throws {@link SourceError} if none of the characters `lineEnds` ends them: the file has changed since the record was read.
 */
export async function skipLineEnd(
  { fileName, window, fills }: Omit<Place<RecordScanner>, "scanner">,
  byteCount: number,
  lineEnds: string,
): Promise<string | undefined> {
  if ((await fills.next()).done === true) return undefined
  const before = window.text.slice(0, byteCount)
  if (before.length < byteCount || !lineEnds.includes(before.at(-1) ?? "")) {
    throw new SourceError(
      `Cannot go on reading ${fileName} as it has changed since: no line starts at byte ${window.offset + byteCount} now. Put the old one back, or start over with restart: true.`,
    )
  }
  window.index = byteCount
  return before
}
