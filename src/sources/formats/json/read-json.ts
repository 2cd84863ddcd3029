import { SourceError } from "../../../errors.ts"
import type { Position, ReadOptions, SourceItem, RepeatedName } from "../../data-source.ts"
import type { ReadableBytes } from "../../source-bytes.ts"
import type { SourceDataRecord } from "../../source-data-record.ts"
import { ByteWindow, refills } from "../text/byte-window.ts"
import { itemsFrom, readItems } from "../text/read-items.ts"
import { skipByteOrderMark } from "../text/read-lines.ts"
import { TEXT_START_BYTES } from "../text/text-start.ts"
import type { BigIntegers } from "./big-integers.ts"
import { jsonItemMaker } from "./json-item-maker.ts"
import { JsonScanner } from "./json-scanner.ts"
import type { JsonStart } from "./json-scanner.ts"
import type { JsonTop } from "./json-top.ts"

/** Where the records are, and how they are read. */
export interface JsonSettings extends JsonTop {
  readonly maxRecordBytes: number
  /** The names that lead to the records; none where they stand at the top. */
  readonly path: readonly string[]
  readonly bigIntegers: BigIntegers
  /** Told the first name that comes twice in one object. */
  readonly onRepeatedName?: ((repeated: RepeatedName) => void) | undefined
}

/** By so many bytes before a record it is seen what the record is in; programs write less white space there. */
const BYTES_BEFORE = 1_024
const FROM_TOP: JsonStart = { lineNumber: 1, lineStart: 0 }

/** Reads the items of a JSON file, as `jsonFormat` describes it. */
export async function* readJson(
  file: ReadableBytes,
  settings: JsonSettings,
  { signal, from }: ReadOptions = {},
): AsyncGenerator<readonly SourceItem<SourceDataRecord<unknown>>[], void> {
  if (from !== undefined && (yield* readFrom(file, settings, from, signal)) === "done") return
  const items = readTop(file, settings, signal)
  yield* from === undefined || from.recordNumber === 1
    ? items
    : checkedFrom(from, itemsFrom(from.recordNumber, items, { fileName: file.name, signal }), file.name)
}

/** @throws {@link SourceError} if the first of some items stands elsewhere than it did. */
async function* checkedFrom<Data>(
  { byteOffset }: Position,
  source: AsyncGenerator<readonly SourceItem<Data>[], void>,
  fileName: string,
): AsyncGenerator<readonly SourceItem<Data>[], void> {
  let isChecked = false
  for await (const items of source) {
    const nowAt = items[0]?.position.byteOffset
    if (!isChecked && byteOffset !== undefined && nowAt !== byteOffset) throw changed(fileName, byteOffset)
    isChecked = true
    yield items
  }
}

/** Reads all of a file. */
async function* readTop(
  file: ReadableBytes,
  settings: JsonSettings,
  signal: AbortSignal | undefined,
): AsyncGenerator<readonly SourceItem<SourceDataRecord<unknown>>[], void> {
  const window = new ByteWindow(0, TEXT_START_BYTES)
  const fills = refills(window, file.read(0, signal), signal)
  const scanner = new JsonScanner(window, { ...settings, start: FROM_TOP })
  const place = { fileName: file.name, window, fills, scanner }
  try {
    if (await skipByteOrderMark(place, file)) yield* readItems(place, 1, itemMaker(settings))
  } finally {
    await fills.return()
  }
}

/** Reads a file from a record on; gives nothing, and `unknown`, where the bytes around its start do not show what it is in, or that it is one. */
async function* readFrom(
  file: ReadableBytes,
  settings: JsonSettings,
  { byteOffset = 0, lineNumber, recordNumber }: Position,
  signal: AbortSignal | undefined,
): AsyncGenerator<readonly SourceItem<SourceDataRecord<unknown>>[], "done" | "unknown"> {
  if (recordNumber === 1 || byteOffset === 0 || lineNumber === undefined) return "unknown"
  const startByte = Math.max(0, byteOffset - BYTES_BEFORE)
  const beforeBytes = byteOffset - startByte
  const window = new ByteWindow(startByte, beforeBytes + 1)
  const fills = refills(window, file.read(startByte, signal), signal)
  try {
    if ((await fills.next()).done === true) return "done"
    if (window.bytes.length <= beforeBytes) throw changed(file.name, byteOffset)
    const before = window.text.slice(0, beforeBytes)
    const start = startBehind(before, { lineNumber, byteOffset }, settings)
    if (start === undefined || BETWEEN.includes(window.text.charAt(beforeBytes))) return "unknown"
    window.index = beforeBytes
    const scanner = new JsonScanner(window, { ...settings, start })
    const place = { fileName: file.name, window, fills, scanner }
    yield* readItems(place, recordNumber, itemMaker(settings))
    return "done"
  } finally {
    await fills.return()
  }
}

const BETWEEN = " \t\r\n,\x1E"
/** What ends or opens something: a value may start right behind it. */
const MARKS = ',[:{}]"'
/** What may stand before a record without saying what it is in. */
const NOTHING = new RegExp(String.raw`(?:[ \t\r\n\x1E]|\xEF\xBB\xBF)*$`)
const AT_LINE_START = new RegExp(String.raw`(?:^|[\r\n])((?:[ \t\x1E]|\xEF\xBB\xBF)*)$`)
/** So many of these stand before the value in its line and are no blanks. */
const NO_BLANKS = new RegExp(String.raw`\x1E|\xEF\xBB\xBF`, "g")

/** Where a record stands, by the text before it; `undefined` if that does not show it. */
function startBehind(
  before: string,
  { byteOffset, lineNumber }: { readonly byteOffset: number; readonly lineNumber: number },
  { isArray, path }: JsonSettings,
): JsonStart | undefined {
  const said = before.replace(NOTHING, "")
  const last = said.at(-1)
  if (last === undefined || (said.length === before.length && !MARKS.includes(last))) return undefined
  const isInArray = path.length === 0 ? isArray : last !== ":"
  const lineBefore = AT_LINE_START.exec(before)?.[1]
  const blanks = lineBefore?.replaceAll(NO_BLANKS, "").length
  return {
    lineNumber,
    lineStart: blanks === undefined ? undefined : byteOffset - blanks,
    within: isInArray ? "array" : path.length > 0 ? "path" : undefined,
  }
}

function itemMaker({ bigIntegers, onRepeatedName }: JsonSettings): ReturnType<typeof jsonItemMaker> {
  return jsonItemMaker({ bigIntegers, called: "record" }, onRepeatedName)
}

function changed(fileName: string, byteOffset: number): SourceError {
  return new SourceError(
    `Cannot go on reading ${fileName} as it has changed since: no record starts at byte ${byteOffset} now. Put the old one back, or start over with restart: true.`,
  )
}
