import { dirname, extname, join } from "node:path"
import { FileJournalStore } from "../../journal/file-journal-store.ts"
import type { JournalEntry } from "../../journal/journal-entry.ts"
import { digestFile } from "../../platform/files/digest-file.ts"
import type { FileSystem } from "../../platform/files/file-system.ts"
import { isAsSeen, seeFile, wasChanged } from "../../platform/files/seen-file.ts"
import type { SeenFile } from "../../platform/files/seen-file.ts"
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

/**
 * Does what is left to be done of a merge; each list is replaced only if it still is what the merge was made of.
 *
 * @returns `overtaken` if a person has changed a list before it was replaced: what the merge says is no longer to be done.
 */
export async function applyMerge(
  importDirectory: string,
  merge: RetryMerge,
  files: FileSystem,
): Promise<"done" | "overtaken"> {
  const lists = await listsToReplace(merge, files)
  if (lists === undefined) return "overtaken"
  for (const list of lists) if (!(await replaceList(list, files))) return "overtaken"
  if (merge.entry !== undefined) await new FileJournalStore(importDirectory, files).save(merge.entry)
  if (merge.report !== undefined)
    await replaceTextFile(join(importDirectory, "report.html"), merge.report, files)
  if (merge.summary !== undefined)
    await replaceTextFile(join(importDirectory, "summary.json"), summaryText(merge.summary), files)
  return "done"
}

/** A list that is not replaced yet, and what stands in its place. */
interface ListToReplace extends MergedList {
  readonly seen: SeenFile | undefined
}

/** The lists that are not replaced yet; undefined if a person has changed one of them. */
async function listsToReplace(
  { lists }: RetryMerge,
  files: FileSystem,
): Promise<readonly ListToReplace[] | undefined> {
  const left: ListToReplace[] = []
  for (const list of lists) {
    const { after, before, draftPath, path } = list
    const isReplaced = !(await isThere(draftPath ?? path, files))
    if (isReplaced) continue
    const seen = await seeFile(path, files)
    left.push({ ...list, seen })
    // What an earlier release was about to do.
    if (before === undefined && after === undefined) continue
    if (wasChanged(seen, [before])) return undefined
    // A merge that was begun after this one, and cut off, has left a part.
    if (draftPath !== undefined && (await digestFile(draftPath, files)) !== after) return undefined
  }
  return left
}

/** @returns false if a person has changed it meanwhile; it is left as it is then */
async function replaceList({ draftPath, path, seen }: ListToReplace, files: FileSystem): Promise<boolean> {
  const previousPath = previousPathOf(path)
  if (draftPath !== undefined && seen !== undefined) await keepAs(path, previousPath, files)
  if (!(await isAsSeen(path, seen, files))) return false
  await files.rename(draftPath ?? path, draftPath === undefined ? previousPath : path)
  await files.syncDirectory(dirname(path))
  return true
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
