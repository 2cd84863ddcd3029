import type { FileSystem } from "../platform/file-system.ts"
import { textFrom } from "../platform/text-file.ts"
import { rejectLines } from "../sources/reject-lines.ts"
import { scannedReject } from "../sources/scanned-reject.ts"
import { LineProblem } from "../sources/line-problem.ts"
import { REJECT_LINE_START } from "./reject-line.ts"

/**
 * Whether a person has put lines behind the part of a `rejects.ndjson` that counts. What a run wrote there that was killed are lines of
 * ours, of records that are not named before, and perhaps a part of one.
 */
export async function hasAppendedLines(path: string, keepBytes: number, files: FileSystem): Promise<boolean> {
  const lines = (await textFrom(path, keepBytes, files)).split("\n")
  const last = lines.pop() ?? ""
  if (!isPartOfOurs(last)) return true
  const numbers = new Map<number, number>()
  for (const line of lines) {
    if (!line.startsWith(REJECT_LINE_START)) return true
    const reject = scannedReject(line)
    if (reject instanceof LineProblem) return true
    // A source that is itself a list of rejects may name a record twice, or not at all; it knows no bytes.
    if (reject.origin?.byteOffset === undefined) continue
    const { recordNumber } = reject.origin
    numbers.set(recordNumber, (numbers.get(recordNumber) ?? 0) + 1)
  }
  if (numbers.size === 0) return false
  for await (const found of rejectLines(path, files)) {
    for (const { reject } of found) {
      const number = reject?.origin?.recordNumber ?? 0
      const count = numbers.get(number)
      if (count === 0) return true
      if (count !== undefined) numbers.set(number, count - 1)
    }
  }
  return false
}

function isPartOfOurs(text: string): boolean {
  return text.startsWith(REJECT_LINE_START) || REJECT_LINE_START.startsWith(text)
}
