import { SourceError } from "../errors.ts"
import { ByteWindow, refills } from "./byte-window.ts"
import type { ReadOptions, SourceItem } from "./data-source.ts"
import { excerpt } from "./excerpt.ts"
import { FileItem, chunkWith } from "./file-item.ts"
import type { FileChunk } from "./file-item.ts"
import { NdjsonScanner } from "./ndjson-scanner.ts"
import { itemsFrom, readItems, skipLineEnd } from "./read-items.ts"
import type { Place } from "./read-items.ts"
import { isRecord, kindOf } from "./source-data-record.ts"
import type { SourceDataRecord } from "./source-data-record.ts"
import type { SourceFile } from "./source-file.ts"
import { TEXT_START_BYTES, textStart } from "./text-start.ts"
import { unsafeNumber } from "./unsafe-number.ts"

type Items = readonly SourceItem<SourceDataRecord<unknown>>[]

/** Reads the items of an NDJSON file, as `ndjsonSource` describes it. */
export async function* readNdjson(
  file: SourceFile,
  settings: { readonly maxRecordBytes: number },
  { signal, from }: ReadOptions = {},
): AsyncGenerator<Items, void> {
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
      if (await skipLineEnd(place, "\n")) yield* readItems(place, recordNumber, ndjsonItemMaker())
    } else if (await skipByteOrderMark(place)) {
      const items = readItems(place, 1, ndjsonItemMaker())
      yield* recordNumber === 1 ? items : itemsFrom(recordNumber, items)
    }
  } finally {
    await fills.return()
  }
}

/** Moves behind a byte order mark; false if the reading was aborted. */
async function skipByteOrderMark({ fileName, window, fills }: Place<NdjsonScanner>): Promise<boolean> {
  if ((await fills.next()).done === true) return false
  window.index = textStart(window.bytes, fileName)
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
  let chunk: FileChunk<SourceDataRecord<unknown>> | undefined
  return (scanner, recordNumber) => {
    const { byteOffset, bytes, line, lineNumber, lineStart: startByte, lineEnd: endByte } = scanner
    const value = line === undefined ? NOT_UTF8 : recordIn(line)
    if (value instanceof LineProblem) {
      const position = { recordNumber, lineNumber, byteOffset }
      const { code, message } = value
      return { position, problem: { code, message }, raw: excerpt(bytes.subarray(startByte, endByte)) }
    }
    chunk = chunkWith(chunk, { bytes, byteOffset, startByte }, remake)
    return new FileItem(chunk, { recordNumber, lineNumber, startByte, endByte }, value)
  }
}

/** Why a line holds no record. */
class LineProblem {
  readonly code: string
  readonly message: string

  constructor(code: string, message: string) {
    this.code = code
    this.message = message
  }
}

const NOT_UTF8 = new LineProblem("not-utf8", "The line is not UTF-8.")

function recordIn(line: string): SourceDataRecord<unknown> | LineProblem {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch (error) {
    return new LineProblem("not-json", `The line is not JSON: ${reasonOf(error)}.`)
  }
  const number = unsafeNumber(line)
  if (number !== undefined) {
    const message = `The number ${number} has more digits than can be kept; put it between quotes.`
    return new LineProblem("unsafe-number", message)
  }
  if (isRecord(value)) return value
  return new LineProblem("not-an-object", `The line is ${kindOf(value)}, not a JSON object.`)
}

const remake = (bytes: Buffer): SourceDataRecord<unknown> =>
  JSON.parse(bytes.toString("utf8")) as SourceDataRecord<unknown>

/** What the parser says, without the part of the text that it may quote: messages hold no data. */
function reasonOf(error: unknown): string {
  const reason = error instanceof Error ? error.message : String(error)
  return reason.replace(/, (\.\.\.)?".*$/s, "")
}
