import { stat } from "node:fs/promises"
import type { Stats } from "node:fs"

/** Which file it is, and what tells whether it was written to. */
export type FileState = Pick<Stats, "dev" | "ino" | "mtimeMs" | "size">

/**
 * Whether the file at a path was written to since it was opened.
 *
 * One that was put in its place is another file: who has opened the old one goes on reading that. So is one that is gone.
 */
export async function wasWrittenTo(path: string | URL, opened: FileState): Promise<boolean> {
  const now = await stat(path).catch(() => undefined)
  if (now === undefined || now.dev !== opened.dev || now.ino !== opened.ino) return false
  return now.mtimeMs !== opened.mtimeMs || now.size !== opened.size
}
