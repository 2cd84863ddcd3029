import type { ReadOptions, SourceItem } from "../../data-source.ts"
import type { ReadableBytes } from "../../source-bytes.ts"
import { ByteWindow, refills } from "./byte-window.ts"
import { LineScanner } from "./line-scanner.ts"
import { itemsFrom, readItems, skipLineEnd } from "./read-items.ts"
import type { Place, RecordScanner } from "./read-items.ts"
import { TEXT_START_BYTES, textStart } from "./text-start.ts"

/** Reads the lines of a file, an item of each that is not blank. */
export async function* readLines<Data>(
  file: ReadableBytes,
  settings: { readonly maxRecordBytes: number },
  makeItem: (line: LineScanner, recordNumber: number) => SourceItem<Data>,
  { signal, from }: ReadOptions = {},
): AsyncGenerator<readonly SourceItem<Data>[], void> {
  // From the start, where no seeking is possible or needed: before the first record there is no line end to check.
  const { byteOffset = 0, lineNumber, recordNumber = 1 } = from ?? {}
  const canSeek = recordNumber > 1 && byteOffset > 0 && lineNumber !== undefined
  const startByte = canSeek ? byteOffset - 1 : 0
  const window = new ByteWindow(startByte, canSeek ? 1 : TEXT_START_BYTES)
  const fills = refills(window, file.read(startByte, signal), signal)
  const { maxRecordBytes } = settings
  const scanner = new LineScanner(window, { maxRecordBytes, lineNumber: canSeek ? lineNumber : 1 })
  const place = { fileName: file.name, window, fills, scanner }
  try {
    if (canSeek) {
      if ((await skipLineEnd(place, 1, "\n")) !== undefined) yield* readItems(place, recordNumber, makeItem)
    } else if (await skipByteOrderMark(place, file)) {
      const items = readItems(place, 1, makeItem)
      yield* recordNumber === 1 ? items : itemsFrom(recordNumber, items, { fileName: file.name, signal })
    }
  } finally {
    await fills.return()
  }
}

/** Moves behind a byte order mark; false if the reading was aborted. */
export async function skipByteOrderMark(
  { window, fills }: Omit<Place<RecordScanner>, "scanner">,
  file: ReadableBytes,
): Promise<boolean> {
  if ((await fills.next()).done === true) return false
  window.index = textStart(window.bytes, file)
  return true
}
