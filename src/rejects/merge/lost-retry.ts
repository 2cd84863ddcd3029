import { FileJournalStore } from "../../journal/file-journal-store.ts"
import type { JournalEntry } from "../../journal/journal-entry.ts"
import { underWayIn } from "../../journal/under-way.ts"
import type { FileSystem } from "../../platform/files/file-system.ts"
import { sentOnceIn } from "../../accounting/sent-once.ts"
import { countsIn } from "../../state/import-record.ts"
import type { ImportRecord } from "../../state/import-record.ts"
import type { RetryDirectory } from "./retry-directory.ts"

/** Whether a retry whose directory was removed may have sent what another one would double. */
export function isLostAndDoubles(retried: JournalEntry): boolean {
  if (retried.ids?.none !== true) return false
  const sent = sentOnceIn(countsIn(retried).actions)
  return sent > 0 || retried.mayHaveApplied !== false || underWayIn(retried).length > 0
}

/**
 * What to say of a retry whose directory was removed while it ran; undefined where it is there. Without its plan, nothing can be said of what it
 * has sent: its journal is kept only where another retry would double that. If the import's journal is gone too, it is written again.
 */
export async function lostRetry(
  { directory, journal }: Pick<ImportRecord, "directory" | "journal">,
  retry: RetryDirectory,
  files: FileSystem,
): Promise<string | undefined> {
  if ((await retry.readPlan()) !== undefined) return undefined
  const store = new FileJournalStore(directory, files)
  const isImportGone = journal.kind === "entry" && (await store.load()).kind === "none"
  if (isImportGone) await store.save(withoutLists(journal.entry))
  const retried = await retry.journal.load()
  const doubles = retried.kind === "entry" && isLostAndDoubles(retried.entry)
  if (!doubles) await retry.remove()
  const what = `The directory of the retry, ${retry.path}, was removed while it ran. What it had sent by then is not remembered, so its records still count as rejects.`
  const ofImport = ` The directory of the import, ${directory}, was removed too, with the lists of rejects in it. Its journal was written there again, so that the import still counts as done. Without the lists, its rejects cannot be retried.`
  const ofLists = doubles
    ? ` It was sent without ids: another retry would duplicate it, and is refused. Remove from the lists what was imported, and then remove ${retry.path}.`
    : " Run retryRejects once more: what was sent is sent again under the same ids, so that nothing is duplicated."
  return `${what}${isImportGone ? ofImport : ofLists}`
}

/** The journal of an import whose lists are gone: no retry can run what was not imported. */
function withoutLists(entry: JournalEntry): JournalEntry {
  const { rejected, unknown } = countsIn(entry).records
  return { ...entry, unlistedRejects: rejected + unknown }
}

/** Why there is no other retry after one that was lost. */
export function afterLostRetry(importName: string, retry: RetryDirectory): string {
  return `Cannot retry the rejects of ${importName}: the directory of the last retry, ${retry.path}, was removed while it ran, and what it sent without ids would be duplicated. Remove from the lists what was imported, then remove ${retry.path}, and run this again.`
}
