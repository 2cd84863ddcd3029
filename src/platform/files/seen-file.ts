import { digestFile } from "./digest-file.ts"
import type { FileState } from "./file-state.ts"
import type { FileSystem } from "./file-system.ts"

/** A file as it was when somebody looked at it. */
export interface SeenFile {
  /** Of all that it held, SHA-256 in hex. */
  readonly digest: string
  readonly state: FileState
}

/** Looks at a file: whoever reads it afterwards can tell later whether it has changed since; undefined if there is none. */
export async function seeFile(path: string, files: FileSystem): Promise<SeenFile | undefined> {
  const found = await files.look(path)
  const digest = await digestFile(path, files)
  // The state is taken first: what changes meanwhile is noticed later.
  return found?.kind === "file" && digest !== undefined ? { digest, state: found.state } : undefined
}

/** Whether a file holds what nobody but a person can have put there: it is none of the contents that are known. One that is gone holds nothing. */
export function wasChanged(
  now: Pick<SeenFile, "digest"> | undefined,
  known: readonly (string | undefined)[],
): boolean {
  return now !== undefined && !known.includes(now.digest)
}

/**
 * Whether a path is as it was when it was looked at. This is asked right before a file is replaced: between this last look and the
 * renaming lie a few microseconds, in which nothing that people use can be kept away from it.
 */
export async function isAsSeen(
  path: string,
  seen: SeenFile | undefined,
  files: FileSystem,
): Promise<boolean> {
  const found = await files.look(path)
  if (found === undefined || seen === undefined) return found === undefined && seen === undefined
  const { state } = found
  return (["dev", "ino", "mtimeMs", "size"] as const).every((name) => state[name] === seen.state[name])
}
