import { SourceError } from "../../../errors.ts"
import { ByteWindow, refills } from "../text/byte-window.ts"
import type { ReadOptions, SourceItem } from "../../data-source.ts"
import { excerpt } from "../text/excerpt.ts"
import { FileItem, chunkWith } from "../text/file-item.ts"
import type { FileChunk } from "../text/file-item.ts"
import { NdjsonScanner } from "./ndjson-scanner.ts"
import { nulProblem } from "../text/nul-problem.ts"
import { PlainJsonReader } from "./plain-json-reader.ts"
import { itemsFrom, readItems, skipLineEnd } from "../text/read-items.ts"
import type { Place, RecordScanner } from "../text/read-items.ts"
import { LineProblem } from "../text/line-problem.ts"
import { recordDigest } from "../../record-digest.ts"
import { recordInLine } from "./record-in-line.ts"
import type { SourceDataRecord } from "../../source-data-record.ts"
import type { ReadableBytes } from "../../source-bytes.ts"
import { tooLargeProblem } from "../text/too-large-problem.ts"
import { TEXT_START_BYTES, textStart } from "../text/text-start.ts"

/** How large a line may be. */
export interface NdjsonSettings {
  readonly maxRecordBytes: number
}

type Items = readonly SourceItem<SourceDataRecord<unknown>>[]

/** Reads the items of an NDJSON file, as `ndjsonFormat` describes it. */
export function readNdjson(
  file: ReadableBytes,
  settings: NdjsonSettings,
  options?: ReadOptions,
): AsyncGenerator<Items, void> {
  return readLines(file, settings, ndjsonItemMaker(), options)
}

/** Reads the lines of a file, an item of each that is not blank. */
export async function* readLines<Data>(
  file: ReadableBytes,
  settings: NdjsonSettings,
  makeItem: (line: NdjsonScanner, recordNumber: number) => SourceItem<Data>,
  { signal, from }: ReadOptions = {},
): AsyncGenerator<readonly SourceItem<Data>[], void> {
  // From the start, where no seeking is possible or needed: before the first record there is no line end to check.
  const { byteOffset = 0, lineNumber, recordNumber = 1 } = from ?? {}
  const canSeek = recordNumber > 1 && byteOffset > 0 && lineNumber !== undefined
  const startByte = canSeek ? byteOffset - 1 : 0
  const window = new ByteWindow(startByte, canSeek ? 1 : TEXT_START_BYTES)
  const fills = refills(window, file.read(startByte, signal), signal)
  const scanner = new NdjsonScanner(window, { ...settings, lineNumber: canSeek ? lineNumber : 1 })
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
async function skipByteOrderMark(
  { fileName, window, fills }: Omit<Place<RecordScanner>, "scanner">,
  file: ReadableBytes,
): Promise<boolean> {
  if ((await fills.next()).done === true) return false
  window.index = textStart(window.bytes, file)
  if (window.text.slice(window.index).trimStart().startsWith("[")) {
    throw new SourceError(
      `Cannot read ${fileName} as it is one JSON array: NDJSON has one object on each line; ` +
        `"jq -c '.[]' ${fileName}" makes that of it.`,
    )
  }
  return true
}

/** Makes an item of the line on which a scanner stands. */
function ndjsonItemMaker(): (
  scanner: NdjsonScanner,
  recordNumber: number,
) => SourceItem<SourceDataRecord<unknown>> {
  const plainJson = new PlainJsonReader()
  let chunk: FileChunk<SourceDataRecord<unknown>> | undefined
  return (scanner, recordNumber) => {
    const { byteOffset, bytes, lineNumber, lineStart: startByte, lineEnd: endByte } = scanner
    const value = scanner.isTooLarge
      ? tooLargeProblem(scanner.recordBytes, scanner.maxRecordBytes)
      : (plainJson.read(scanner.window, startByte, endByte) ?? otherwise(scanner.line))
    if (value instanceof LineProblem) {
      const position = { recordNumber, lineNumber, byteOffset }
      const { code, message, messageParts } = value
      const line = scanner.lineBytes
      return {
        position,
        problem: { code, message, messageParts },
        raw: excerpt(line),
        digest: recordDigest(line),
      }
    }
    chunk = chunkWith(chunk, { bytes, byteOffset, startByte }, remake)
    return new FileItem(chunk, { recordNumber, lineNumber, startByte, endByte }, value)
  }
}

/** The object on a line that is not written plainly, or why there is none that can be imported. */
function otherwise(line: string | undefined): SourceDataRecord<unknown> | LineProblem {
  const record = recordInLine(line)
  if (record instanceof LineProblem || line?.includes(ESCAPED_NUL) !== true) return record
  return nulProblem(record) ?? record
}

const ESCAPED_NUL = String.raw`\u0000`

const remake = (bytes: Buffer): SourceDataRecord<unknown> =>
  JSON.parse(bytes.toString("utf8")) as SourceDataRecord<unknown>
