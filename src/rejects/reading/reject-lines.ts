import type { FileSystem } from "../../platform/files/file-system.ts"
import { MAX_REJECT_BYTES } from "./max-reject-bytes.ts"
import type { SourceItem } from "../../sources/data-source.ts"
import type { LineScanner } from "../../sources/formats/text/line-scanner.ts"
import { readLines } from "../../sources/formats/text/read-lines.ts"
import { LineProblem } from "../../sources/formats/text/line-problem.ts"
import { scannedReject } from "./scanned-reject.ts"
import { throwTooLong } from "./throw-too-long.ts"
import type { ScannedReject } from "./scanned-reject.ts"
import { bytesAt } from "../../sources/bytes-at.ts"

/** A line of a `rejects.ndjson`. */
export interface FoundRejectLine {
  /** As it stands there, without its line end. */
  readonly bytes: Buffer
  /** Where it starts, in bytes from the start of the list. */
  readonly startByte: number
  /** What it says; undefined if it is not (or no longer) a reject. */
  readonly reject: ScannedReject | undefined
}

/** A line, and which one of its file it is. */
export interface NumberedRejectLine extends FoundRejectLine {
  readonly lineNumber: number
}

/**
 * Reads a `rejects.ndjson` line by line, each as it stands; lines of blanks are left out.
 *
 * @throws {@link SourceError} if it cannot be read.
 */
export async function* rejectLines(
  filePath: string,
  files: FileSystem,
): AsyncGenerator<readonly NumberedRejectLine[], void> {
  const settings = { maxRecordBytes: MAX_REJECT_BYTES }
  const file = bytesAt(filePath, files)
  const makeItem = (line: LineScanner, recordNumber: number): SourceItem<NumberedRejectLine> => {
    if (line.isTooLarge) throwTooLong(line, file.name, recordNumber)
    return { position: { recordNumber }, record: found(line) }
  }
  const all = readLines(file, settings, makeItem)
  for await (const items of all) yield items.flatMap((item) => ("record" in item ? [item.record] : []))
}

function found({
  byteOffset,
  endByte,
  lineNumber,
  startByte,
  text,
  window,
}: LineScanner): NumberedRejectLine {
  const reject = scannedReject(text)
  return {
    bytes: window.bytes.subarray(startByte, endByte),
    startByte: byteOffset,
    lineNumber,
    reject: reject instanceof LineProblem ? undefined : reject,
  }
}
