import { stat } from "node:fs/promises"
import { rejectLines } from "../sources/reject-lines.ts"
import type { RejectHead } from "../sources/scanned-reject.ts"

/** What is known of each reject of an import, by the number of its record. */
export type RejectHeads = ReadonlyMap<number, RejectHead>

/** Reads what a `rejects.ndjson` says of each record; nothing where the file is missing. */
export async function readRejectHeads(ndjsonPath: string): Promise<RejectHeads> {
  const heads = new Map<number, RejectHead>()
  if (!(await isThere(ndjsonPath))) return heads
  // A list of many has few kinds of rejects: each is held once.
  const kinds = new Map<string, RejectHead>()
  for await (const lines of rejectLines(ndjsonPath)) {
    for (const { reject } of lines) {
      if (reject?.origin === undefined) continue
      const { code, origin, stage, state } = reject
      const key = `${state} ${stage} ${code}`
      const kind = kinds.get(key) ?? { state, stage, code }
      kinds.set(key, kind)
      heads.set(origin.recordNumber, kind)
    }
  }
  return heads
}

/** Whether there is such a file. */
export async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  )
}
