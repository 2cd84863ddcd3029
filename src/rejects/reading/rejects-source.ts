import { parseExactJson } from "../../json/exact-json.ts"
import { diskFileSystem } from "../../platform/files/disk-file-system.ts"
import type { FileSystem } from "../../platform/files/file-system.ts"
import { checkRecordLimit } from "../../sources/formats/check-record-limit.ts"
import { MAX_REJECT_BYTES } from "./max-reject-bytes.ts"
import type { BadItem, DataSource, SourceItem } from "../../sources/data-source.ts"
import { excerpt } from "../../sources/formats/text/excerpt.ts"
import { chunkWith } from "../../sources/formats/text/file-item.ts"
import type { FileChunk } from "../../sources/formats/text/file-item.ts"
import { FileReject } from "./file-reject.ts"
import type { LineScanner } from "../../sources/formats/text/line-scanner.ts"
import { readLines } from "../../sources/formats/text/read-lines.ts"
import { LineProblem } from "../../sources/formats/text/line-problem.ts"
import { characterProblem } from "../../sources/formats/text/character-problem.ts"
import { UNKNOWN_ORIGIN } from "./reject-origin.ts"
import { recordOfLine, scannedReject } from "./scanned-reject.ts"
import { throwTooLong } from "./throw-too-long.ts"
import { isRecord, kindOf } from "../../sources/source-data-record.ts"
import type { SourceDataRecord } from "../../sources/source-data-record.ts"
import { bytesAt } from "../../sources/bytes-at.ts"
import { asOurs, say } from "../../messages/say.ts"

/** Which list of rejects to read. */
export interface RejectsSourceOptions {
  readonly filePath: string | URL
  /** A line with more bytes stops the reading. @defaultValue 67108864 (64 MiB): a line holds the record, and its actions too */
  readonly maxRecordBytes?: number | undefined
}

/**
 * Reads the records of a `rejects.ndjson`, corrected perhaps, each with where it was first read from (`originOf`).
 *
 * A line that has no `record`, but `raw` text, is a bad item with the problem it had, until an object is put in as `record`. What is not
 * (or no longer) a reject is a bad item too: nothing of the file goes missing.
 *
 * @throws {@link UsageError} if an option makes no sense. Reading throws {@link SourceError} as that of NDJSON does.
 */
export function rejectsSource(
  options: RejectsSourceOptions,
  files: FileSystem = diskFileSystem,
): DataSource<SourceDataRecord<unknown>> {
  const { filePath } = options
  const settings = { maxRecordBytes: checkRecordLimit(options.maxRecordBytes ?? MAX_REJECT_BYTES) }
  const file = bytesAt(filePath, files)
  return {
    name: file.name,
    get sizeBytes() {
      return file.sizeBytes
    },
    hasChanged: () => file.hasChanged(),
    fingerprint: () => file.fingerprint(),
    read: (readOptions) => readLines(file, settings, rejectItemMaker(file.name), readOptions),
  }
}

/** Makes an item of the line on which a scanner stands. */
function rejectItemMaker(
  fileName: string,
): (scanner: LineScanner, recordNumber: number) => SourceItem<SourceDataRecord<unknown>> {
  let chunk: FileChunk<SourceDataRecord<unknown>> | undefined
  return (scanner, recordNumber) => {
    // What is left of a line that was cut would replace it.
    if (scanner.isTooLarge) throwTooLong(scanner, fileName, recordNumber)
    const { byteOffset, endByte, lineNumber, startByte, window } = scanner
    const { bytes } = window
    const reject = scannedReject(scanner.text)
    const bad = (item: Omit<BadItem, "position">): BadItem => ({
      position: { recordNumber, lineNumber, byteOffset },
      ...item,
    })
    const text = (): string => excerpt(bytes.subarray(startByte, endByte))
    if (reject instanceof LineProblem) {
      const { code, message, messageParts } = reject
      return bad({ origin: UNKNOWN_ORIGIN, problem: { code, message, messageParts }, raw: text() })
    }
    const { accepted, acceptedAs, code, digest, fields, idKey, origin, raw, record, sentAs } = reject
    const { message, messageParts } = reject
    const known = {
      ...(digest === undefined ? {} : { digest }),
      ...(accepted === undefined ? {} : { accepted, acceptedAs }),
      ...(sentAs === undefined ? {} : { sentAs }),
      ...(idKey === undefined ? {} : { idKey }),
    }
    if (origin === undefined) return bad({ origin: UNKNOWN_ORIGIN, problem: NO_RECORD_NUMBER, raw: text() })
    const nul = isRecord(record) ? characterProblem(record) : undefined
    if (nul !== undefined) {
      const { message: said, messageParts: parts } = nul
      const problem = { code: nul.code, message: said, messageParts: parts }
      return bad({ origin, problem, raw: text(), ...known })
    }
    if (isRecord(record)) {
      chunk = chunkWith(chunk, { bytes, byteOffset, startByte }, remake, true)
      const found = { recordNumber, lineNumber, startByte, endByte }
      return new FileReject(chunk, found, record, { origin, accepted, acceptedAs, sentAs, digest, idKey })
    }
    if (record !== undefined || raw === undefined) {
      const problem = {
        code: "not-an-object",
        ...say`The record is ${asOurs(kindOf(record))}, not an object.`,
      }
      return bad({ origin, problem, raw: raw ?? text(), fields, ...known })
    }
    return bad({
      origin,
      problem: { code, message, messageParts },
      raw,
      fields,
      ...known,
    })
  }
}

const NO_RECORD_NUMBER: BadItem["problem"] = {
  code: "no-record-number",
  ...say`The line has no whole number from 1 in position.recordNumber: give it that of the record it comes from, or put new records into a file of their own.`,
}

/** The bytes are those of a line that was read before. */
const remake = (bytes: Buffer): SourceDataRecord<unknown> =>
  recordOfLine(
    parseExactJson(bytes.toString("utf8")) as Readonly<Record<string, unknown>>,
  ) as SourceDataRecord<unknown>
