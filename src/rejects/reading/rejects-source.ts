import { parseExactJson } from "../../json/exact-json.ts"
import { diskFileSystem } from "../../platform/files/disk-file-system.ts"
import type { FileSystem } from "../../platform/files/file-system.ts"
import { checkRecordLimit } from "../../sources/formats/check-record-limit.ts"
import { MAX_REJECT_BYTES } from "./max-reject-bytes.ts"
import type { BadItem, DataSource, SourceItem } from "../../sources/data-source.ts"
import { excerpt } from "../../sources/formats/text/excerpt.ts"
import { chunkWith } from "../../sources/formats/text/file-item.ts"
import type { FileChunk } from "../../sources/formats/text/file-item.ts"
import { rowItem } from "../reject-line.ts"
import type { RejectRow } from "../reject-line.ts"
import { groupProblem } from "./group-problem.ts"
import { FileReject } from "./file-reject.ts"
import type { LineScanner } from "../../sources/formats/text/line-scanner.ts"
import { readLines } from "../../sources/formats/text/read-lines.ts"
import { LineProblem } from "../../sources/formats/text/line-problem.ts"
import { characterProblem } from "../../sources/formats/text/character-problem.ts"
import { UNKNOWN_ORIGIN } from "./reject-origin.ts"
import { recordOfLine, scannedReject } from "./scanned-reject.ts"
import { throwTooLong } from "./throw-too-long.ts"
import { isGroup, isRecord, kindOf } from "../../sources/source-data-record.ts"
import type { SourceDataRecord } from "../../sources/source-data-record.ts"
import { bytesAt } from "../../sources/bytes-at.ts"
import { asOurs, say } from "../../messages/say.ts"

/** Which list of rejects to read. */
export interface RejectsSourceOptions {
  readonly filePath: string | URL
  /** A line with more bytes stops the reading. @defaultValue 67108864 (64 MiB): a line holds the record, and its actions too */
  readonly maxRecordBytes?: number | undefined
  /** For groups of rows: the column whose values make them. @defaultValue not known */
  readonly groupBy?: string | undefined
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
    read: (readOptions) =>
      readLines(file, settings, rejectItemMaker(file.name, options.groupBy), readOptions),
  }
}

/** Makes an item of the line on which a scanner stands. */
function rejectItemMaker(
  fileName: string,
  groupBy: string | undefined,
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
    const { accepted, acceptedAs, code, digest, fields, idKey, origin, raw, record, rows, sentAs } = reject
    const { message, messageParts } = reject
    const known = {
      ...(digest === undefined ? {} : { digest }),
      ...(accepted === undefined ? {} : { accepted, acceptedAs }),
      ...(sentAs === undefined ? {} : { sentAs }),
      ...(idKey === undefined ? {} : { idKey }),
    }
    if (origin === undefined) return bad({ origin: UNKNOWN_ORIGIN, problem: NO_RECORD_NUMBER, raw: text() })
    const isOfGroup = origin.rowCount !== undefined
    const isAsFound = record === undefined && raw !== undefined
    const nul = isRecord(record) || isGroup(record) ? characterProblem(record) : undefined
    if (nul !== undefined) {
      const { message: said, messageParts: parts } = nul
      const problem = { code: nul.code, message: said, messageParts: parts }
      return bad({ origin, problem, raw: text(), ...known })
    }
    const noGroup = isOfGroup && !isAsFound ? groupProblem(record, groupBy) : undefined
    if (noGroup !== undefined)
      return bad({ origin, problem: noGroup, raw: raw ?? text(), ...rowsOf(record, rows), ...known })
    if (isOfGroup ? isGroup(record) : isRecord(record)) {
      chunk = chunkWith(chunk, { bytes, byteOffset, startByte }, remake, true)
      const found = { recordNumber, lineNumber, startByte, endByte }
      return new FileReject(chunk, found, record as SourceDataRecord<unknown>, {
        origin,
        accepted,
        acceptedAs,
        sentAs,
        digest,
        idKey,
      })
    }
    if (!isAsFound) {
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
      ...rowsOf(record, rows),
      ...known,
    })
  }
}

/** What is known of the rows of a group that is no record. */
function rowsOf(record: unknown, rows: readonly RejectRow[] | undefined): Pick<BadItem, "rows"> | undefined {
  if (isGroup(record)) return { rows: record.map((row) => ({ position: UNKNOWN_ORIGIN, record: row })) }
  return rows && { rows: rows.map(rowItem) }
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
