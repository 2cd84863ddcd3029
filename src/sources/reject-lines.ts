import { checkRecordLimit } from "./check-record-limit.ts"
import { readLines } from "./read-ndjson.ts"
import { LineProblem } from "./record-in-line.ts"
import { RejectScanner } from "./reject-scanner.ts"
import type { ScannedReject } from "./reject-scanner.ts"
import { sourceFile } from "./source-file.ts"

/** A line of a `rejects.ndjson`. */
export interface FoundRejectLine {
  /** As it stands there, without its line end. */
  readonly bytes: Buffer
  /** What it says; undefined if it is no reject (any more). */
  readonly reject: ScannedReject | undefined
}

const MAX_LINE_BYTES = 64 * 1024 * 1024

/**
 * Reads a `rejects.ndjson` line by line, each as it stands; lines of blanks are left out.
 *
 * @throws {@link SourceError} if it cannot be read.
 */
export async function* rejectLines(filePath: string | URL): AsyncGenerator<readonly FoundRejectLine[], void> {
  const settings = { maxRecordBytes: checkRecordLimit(MAX_LINE_BYTES) }
  const all = readLines(sourceFile(filePath), settings, (lines) => ({
    scanner: new RejectScanner(lines, () => true, true),
    makeItem: (scanner: RejectScanner, recordNumber) => ({
      position: { recordNumber },
      record: found(scanner),
    }),
  }))
  for await (const items of all) yield items.flatMap((item) => ("record" in item ? [item.record] : []))
}

function found({ lines: { bytes, lineEnd, lineStart }, reject }: RejectScanner): FoundRejectLine {
  return {
    bytes: bytes.subarray(lineStart, lineEnd),
    reject: reject instanceof LineProblem ? undefined : reject,
  }
}
