import { dirname, extname, join } from "node:path"
import { FileJournalStore } from "../../journal/file-journal-store.ts"
import type { JournalEntry } from "../../journal/journal-entry.ts"
import { digestFile } from "../../platform/files/digest-file.ts"
import type { FileSystem } from "../../platform/files/file-system.ts"
import { replaceTextFile } from "../../platform/files/text-file.ts"
import type { Summary } from "../../accounting/summary.ts"
import { summaryText } from "../../state/summary-text.ts"
import { isThere } from "../lists/is-there.ts"

/** How the files of an import are to be after a retry: whole, not by how much they change, so that doing it twice does no harm. */
export interface RetryMerge {
  readonly version: 1
  readonly lists: readonly MergedList[]
  /** Missing where the import has no journal. */
  readonly entry?: JournalEntry
  readonly summary?: Summary
  /** The page `report.html`; missing where the import has none. */
  readonly report?: string
}

/** A list of rejects that is replaced; the old one is kept beside it. */
export interface MergedList {
  readonly path: string
  /** The new list, in the same directory; missing where no rejects are left. */
  readonly draftPath?: string
  /** Digests of the list that is replaced, and of the one that replaces it; missing where there is none. */
  readonly before?: string | undefined
  readonly after?: string | undefined
}

/** Whether a person has changed a list before it was replaced: what the merge says of it is no longer to be done. */
export async function isOvertaken({ lists }: RetryMerge, files: FileSystem): Promise<boolean> {
  for (const { after, before, draftPath, path } of lists) {
    const isReplaced = !(await isThere(draftPath ?? path, files))
    if (isReplaced || (before === undefined && after === undefined)) continue
    const now = await digestFile(path, files)
    if (now !== undefined && now !== before) return true
    // A merge that was begun after this one, and cut off, has left a part.
    if (draftPath !== undefined && (await digestFile(draftPath, files)) !== after) return true
  }
  return false
}

/** Does what is left to be done of a merge. */
export async function applyMerge(
  importDirectory: string,
  merge: RetryMerge,
  files: FileSystem,
): Promise<void> {
  for (const { draftPath, path } of merge.lists) {
    const isDone = !(await isThere(draftPath ?? path, files))
    if (isDone) continue
    const previousPath = previousPathOf(path)
    if (draftPath === undefined) await files.rename(path, previousPath)
    else {
      if (await isThere(path, files)) await keepAs(path, previousPath, files)
      await files.rename(draftPath, path)
    }
    await files.syncDirectory(dirname(path))
  }
  if (merge.entry !== undefined) await new FileJournalStore(importDirectory, files).save(merge.entry)
  if (merge.report !== undefined)
    await replaceTextFile(join(importDirectory, "report.html"), merge.report, files)
  if (merge.summary !== undefined)
    await replaceTextFile(join(importDirectory, "summary.json"), summaryText(merge.summary), files)
}

/** Where the list is kept that one replaces. */
export function previousPathOf(path: string): string {
  const ending = extname(path)
  return `${path.slice(0, path.length - ending.length)}.previous${ending}`
}

/** A second name, so that the first is there at any moment. */
async function keepAs(path: string, otherPath: string, files: FileSystem): Promise<void> {
  await files.remove(otherPath)
  await files.link(path, otherPath)
}
