import { basename, dirname, resolve } from "node:path"
import type { FileSystem } from "../platform/files/file-system.ts"
import { hashStart } from "../platform/files/hash-start.ts"
import type { ImportRecord } from "./import-record.ts"

/**
 * Whether an import wrote the list of rejects that is at a path now. What its journal says of the bytes proves it, wherever the list was moved
 * to. Without that, it may have written a list that was at the same path, if it wrote any, and a person may have changed it since.
 */
export async function wroteList(
  { journal, summary }: ImportRecord,
  path: string,
  files: FileSystem,
): Promise<"surely" | "perhaps" | "no"> {
  const summed = [summary?.paths.rejects, summary?.paths.rejectsCsv].filter((one) => one !== undefined)
  if (journal.kind !== "entry") return (await isAnyOf(summed, path, files)) ? "perhaps" : "no"
  const { rejectsBytes, rejectsDigests, rejectsPaths, state } = journal.entry
  const name = basename(path)
  const writtenBytes = rejectsBytes[name] ?? 0
  const digest = rejectsDigests?.[name]
  if (writtenBytes > 0 && digest !== undefined) {
    const found = await hashStart(path, writtenBytes, files)
    if (found.digest("hex") === digest) return "surely"
  }
  // What a killed run wrote last, or one that was stopped found out last, its journal does not know.
  const mayHaveWritten =
    writtenBytes > 0 ||
    state === "running" ||
    (state === "stopped" && (summary === undefined || summed.length > 0))
  if (!mayHaveWritten) return "no"
  // Journals of earlier releases know the names of lists only.
  const isThere =
    rejectsPaths === undefined
      ? name in rejectsBytes || (await isAnyOf(summed, path, files))
      : await isAnyOf([...rejectsPaths, ...summed], path, files)
  return isThere ? "perhaps" : "no"
}

/** By whatever path their folder is reached. */
async function isAnyOf(paths: readonly string[], path: string, files: FileSystem): Promise<boolean> {
  const named = paths.map((one) => resolve(one)).filter((one) => basename(one) === basename(path))
  if (named.includes(path)) return true
  const folder = await files.look(dirname(path)).catch(() => undefined)
  for (const one of named) {
    const other = await files.look(dirname(one)).catch(() => undefined)
    const isSame = other?.state.ino === folder?.state.ino && other?.state.dev === folder?.state.dev
    if (isSame && other !== undefined) return true
  }
  return false
}
