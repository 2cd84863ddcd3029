import { checkRecordLimit } from "./check-record-limit.ts"
import type { BadItem, DataSource, SourceItem } from "./data-source.ts"
import { excerpt } from "./excerpt.ts"
import { chunkWith } from "./file-item.ts"
import type { FileChunk } from "./file-item.ts"
import { FileReject } from "./file-reject.ts"
import type { NdjsonScanner } from "./ndjson-scanner.ts"
import { readLines } from "./read-ndjson.ts"
import { LineProblem } from "./record-in-line.ts"
import { UNKNOWN_ORIGIN } from "./reject-origin.ts"
import { RejectScanner } from "./reject-scanner.ts"
import type { RejectHead } from "./reject-scanner.ts"
import { isRecord, kindOf } from "./source-data-record.ts"
import type { SourceDataRecord } from "./source-data-record.ts"
import { sourceFile } from "./source-file.ts"
import { fingerprintFile } from "./source-fingerprint.ts"

/** Which list of rejects to read, and which of them. */
export interface RejectsSourceOptions {
  readonly filePath: string | URL
  /** Which rejects to give. It must say the same of one reject each time. @defaultValue all */
  readonly isWanted?: ((reject: RejectHead) => boolean) | undefined
  /** A line with more bytes stops the reading. @defaultValue 67108864 (64 MiB): a line holds the record, and its actions too */
  readonly maxRecordBytes?: number | undefined
}

const MAX_LINE_BYTES = 64 * 1024 * 1024

/**
 * Reads the records of a `rejects.ndjson`, mended perhaps, each with where it was first read from (`originOf`).
 *
 * A line that has no `record`, but `raw` text, is a bad item with the problem it had, until an object is put in as `record`. What is no
 * reject (any more) is a bad item too, wanted or not: nothing of the file goes missing. Its positions count the items that are given.
 *
 * @throws {@link UsageError} if an option makes no sense. Reading throws {@link SourceError} as that of NDJSON does.
 */
export function rejectsSource(options: RejectsSourceOptions): DataSource<SourceDataRecord<unknown>> {
  const { filePath, isWanted = () => true } = options
  const settings = { maxRecordBytes: checkRecordLimit(options.maxRecordBytes ?? MAX_LINE_BYTES) }
  const file = sourceFile(filePath)
  return {
    name: file.name,
    get sizeBytes() {
      return file.sizeBytes
    },
    fingerprint: () => fingerprintFile(options.filePath),
    read: (readOptions) =>
      readLines(
        file,
        settings,
        (lines) => ({ scanner: new RejectScanner(lines, isWanted, true), makeItem: rejectItemMaker() }),
        readOptions,
      ),
  }
}

/** The lines of a list of rejects that {@link rejectsSource} with the same options leaves out, as they stand, without line ends: who replaces the list has to keep them. */
export async function* otherRejects(
  options: RejectsSourceOptions,
  signal?: AbortSignal,
): AsyncGenerator<readonly string[], void> {
  const { filePath, isWanted = () => true } = options
  const settings = { maxRecordBytes: checkRecordLimit(options.maxRecordBytes ?? MAX_LINE_BYTES) }
  const see = (lines: NdjsonScanner): SeenLines => ({
    scanner: new RejectScanner(lines, (reject) => !isWanted(reject), false),
    makeItem: ({ lines: { line = "" } }, recordNumber) => ({ position: { recordNumber }, record: line }),
  })
  for await (const items of readLines(sourceFile(filePath), settings, see, { signal }))
    yield items.flatMap((item) => ("record" in item ? [item.record] : []))
}

interface SeenLines {
  readonly scanner: RejectScanner
  readonly makeItem: (scanner: RejectScanner, recordNumber: number) => SourceItem<string>
}

/** Makes an item of the line on which a scanner stands. */
function rejectItemMaker(): (
  scanner: RejectScanner,
  recordNumber: number,
) => SourceItem<SourceDataRecord<unknown>> {
  let chunk: FileChunk<SourceDataRecord<unknown>> | undefined
  return ({ lines, reject = NO_REJECT }, recordNumber) => {
    const { byteOffset, bytes, lineNumber, lineStart: startByte, lineEnd: endByte } = lines
    const bad = (item: Omit<BadItem, "position">): BadItem => ({
      position: { recordNumber, lineNumber, byteOffset },
      ...item,
    })
    const text = (): string => excerpt(bytes.subarray(startByte, endByte))
    if (reject instanceof LineProblem) {
      const { code, message } = reject
      return bad({ origin: UNKNOWN_ORIGIN, problem: { code, message }, raw: text() })
    }
    const { code, fields, message, origin, raw, record } = reject
    if (origin === undefined) return bad({ origin: UNKNOWN_ORIGIN, problem: NO_RECORD_NUMBER, raw: text() })
    if (isRecord(record)) {
      chunk = chunkWith(chunk, { bytes, byteOffset, startByte }, remake)
      return new FileReject(chunk, { recordNumber, lineNumber, startByte, endByte }, record, origin)
    }
    if (record !== undefined || raw === undefined) {
      const problem = { code: "not-an-object", message: `The record is ${kindOf(record)}, not an object.` }
      return bad({ origin, problem, raw: raw ?? text(), fields })
    }
    return bad({ origin, problem: { code, message }, raw, fields })
  }
}

const NO_REJECT = new LineProblem("not-json", "The line is empty.")

const NO_RECORD_NUMBER: BadItem["problem"] = {
  code: "no-record-number",
  message:
    "The line has no whole number from 1 in position.recordNumber: give it that of the record it comes from, or put new records into a file of their own.",
}

/** The bytes are those of a line that was read before. */
const remake = (bytes: Buffer): SourceDataRecord<unknown> =>
  (JSON.parse(bytes.toString("utf8")) as { readonly record: SourceDataRecord<unknown> }).record
