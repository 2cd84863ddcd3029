import type { FileSystem } from "../../platform/files/file-system.ts"
import { textFrom } from "../../platform/files/text-file.ts"
import { rejectLines } from "../reading/reject-lines.ts"
import { scannedReject } from "../reading/scanned-reject.ts"
import { LineProblem } from "../../sources/formats/text/line-problem.ts"
import { REJECT_LINE_START } from "../reject-line.ts"
import type { Position } from "../../sources/data-source.ts"
import { mayBeListedLater } from "./may-be-listed-later.ts"
import type { ReadBefore } from "./may-be-listed-later.ts"

/**
 * Whether a person has put lines behind the part of a `rejects.ndjson` that counts. What a run wrote there that was killed are lines of
 * ours, of records that were not settled and are not named before, in the order in which they stand in the source, and perhaps a part of one.
 */
export async function hasAppendedLines(
  path: string,
  keepBytes: number,
  before: ReadBefore,
  files: FileSystem,
): Promise<boolean> {
  const lines = (await textFrom(path, keepBytes, files)).split("\n")
  const last = lines.pop() ?? ""
  if (!isPartOfOurs(last)) return true
  const origins = new Map<number, Position>()
  let hasOthers = false
  for (const line of lines) {
    if (!line.startsWith(REJECT_LINE_START)) return true
    const reject = scannedReject(line)
    if (reject instanceof LineProblem) return true
    const { origin } = reject
    // A source that is itself a list of rejects may name a record twice, or not at all; it knows no bytes.
    if (origin?.byteOffset === undefined) hasOthers = true
    else if (origins.has(origin.recordNumber)) return true
    else origins.set(origin.recordNumber, origin)
  }
  if (!mayBeListedLater([...origins.values()], before)) return true
  if (lines.length === 0) return false
  for await (const found of rejectLines(path, files)) {
    for (const { reject, startByte } of found) {
      if (startByte >= keepBytes) return false
      const origin = reject?.origin
      if (origin === undefined) continue
      if (origins.has(origin.recordNumber)) return true
      // Of one source, all lines know where their records stand, or none.
      if (hasOthers && origin.byteOffset !== undefined) return true
    }
  }
  return false
}

function isPartOfOurs(text: string): boolean {
  return text.startsWith(REJECT_LINE_START) || REJECT_LINE_START.startsWith(text)
}
