import { UsageError } from "../errors.ts"
import type { FileSystem } from "../platform/file-system.ts"
import { rejectLines } from "../sources/reject-lines.ts"
import type { RejectHead } from "../sources/scanned-reject.ts"

/** What is known of each reject of an import, by the number of its record. */
export type RejectHeads = ReadonlyMap<number, RejectHead>

/**
 * Reads what a `rejects.ndjson` says of each record of a source; nothing where the file is missing.
 *
 * @throws {@link UsageError} if all of it is of another source: the numbers of its records would be taken for those of this one.
 */
export async function readRejectHeads(
  ndjsonPath: string,
  sourceName: string,
  files: FileSystem,
): Promise<RejectHeads> {
  const heads = new Map<number, RejectHead>()
  if (!(await isThere(ndjsonPath, files))) return heads
  // A list of many has few kinds of rejects: each is held once.
  const kinds = new Map<string, RejectHead>()
  const sources = new Set<string>()
  for await (const lines of rejectLines(ndjsonPath, files)) {
    for (const { reject } of lines) {
      if (reject?.origin === undefined) continue
      const { code, origin, source = sourceName, stage, state } = reject
      sources.add(source)
      const key = `${state} ${stage} ${code}`
      const kind = kinds.get(key) ?? { state, stage, code }
      kinds.set(key, kind)
      heads.set(origin.recordNumber, kind)
    }
  }
  // A file that was renamed while its import was stopped has two names.
  const [other] = sources
  if (other !== undefined && !sources.has(sourceName)) throw otherList(ndjsonPath, sourceName, other)
  return heads
}

function otherList(path: string, sourceName: string, other: string): UsageError {
  return new UsageError(
    `Cannot retry the rejects of ${sourceName} as ${path} holds those of ${other}. Name a list of this import; if its own was overwritten, put it back, or run the import again with restart: true and another file for its rejects.`,
  )
}

/** Whether there is such a file. */
export async function isThere(path: string, files: FileSystem): Promise<boolean> {
  const found = await files.look(path).catch(() => undefined)
  return found?.kind === "file"
}
