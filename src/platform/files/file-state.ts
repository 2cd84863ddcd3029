import type { Stats } from "node:fs"

/** Which file it is, and what tells whether it was written to. */
export type FileState = Pick<Stats, "dev" | "ino" | "mtimeMs" | "size">

/** What stands at a path. */
export interface FoundFile {
  readonly kind: "file" | "directory" | "other"
  readonly state: FileState
}

/**
 * Whether a file was written to since it was opened, from what stands at its path now.
 *
 * One that was put in its place is another file: who has opened the old one goes on reading that. So is one that is gone.
 */
export function wasWrittenTo(found: FoundFile | undefined, opened: FileState): boolean {
  if (found === undefined || found.state.dev !== opened.dev || found.state.ino !== opened.ino) return false
  return found.state.mtimeMs !== opened.mtimeMs || found.state.size !== opened.size
}
