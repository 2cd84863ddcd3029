import { countsIn } from "../../state/import-record.ts"
import type { LedgerCounts } from "../../accounting/ledger/ledger-snapshot.ts"
import type { JournalEntry } from "../../journal/journal-entry.ts"
import type { JournalLoad } from "../../journal/journal-store.ts"
import { underWayIn } from "../../journal/under-way.ts"
import { UsageError } from "../../errors.ts"
import { afterLostRetry, isLostAndDoubles } from "./lost-retry.ts"
import { makeMerge } from "./make-merge.ts"
import { planOfEarlier } from "./plan-of-earlier.ts"
import { applyMerge } from "./retry-merge.ts"
import type { RetryMerge } from "./retry-merge.ts"
import { cannotTell } from "./retry-to-merge.ts"
import type { RetryToMerge } from "./retry-to-merge.ts"

/** Each time around, a person has saved a list. */
const MAX_MERGES = 100

/**
 * Tells an import what its retry has done: what was imported leaves the lists of rejects, what failed again is there with its new
 * reason, and the counts are put right. What the retry has not settled, killed as it may have been, stays as it was.
 *
 * May be cut off anywhere and done again. Does nothing where there is no retry. Gives the journal of the retry, where there is one.
 *
 * @throws {@link UsageError} if what the retry left behind cannot be used.
 */
export async function mergeRetry(left: RetryToMerge): Promise<JournalEntry | undefined> {
  const { platform, record, retry } = left
  const begun = await retry.readMerge()
  const load = await retry.journal.load()
  const { directory } = record
  if (begun === undefined || (await applyMerge(directory, begun, platform.files)) === "overtaken")
    await mergeAnew(left, begun, load)
  await retry.keepLog()
  await retry.remove()
  return load.kind === "entry" ? load.entry : undefined
}

/** Makes the merge and does it; once more whenever a person changes a list meanwhile. */
async function mergeAnew(
  left: RetryToMerge,
  begun: RetryMerge | undefined,
  load: JournalLoad,
): Promise<void> {
  const { platform, record, retry } = left
  const { files } = platform
  const noted = await retry.readPlan()
  if (load.kind === "unreadable")
    throw cannotTell(left, `its journal cannot be used: ${load.message}. Put back a whole one`)
  if (noted === undefined && load.kind === "entry" && isLostAndDoubles(load.entry))
    throw new UsageError(afterLostRetry(record.importName, retry))
  // Nothing is sent before there is a journal.
  if (noted === undefined || load.kind !== "entry" || hasSkippedAll(load.entry)) return
  const plan = noted.version === 1 ? await planOfEarlier(left, noted, files) : noted
  let last = begun
  for (let attempt = 0; attempt < MAX_MERGES; attempt += 1) {
    const merge: RetryMerge = await makeMerge(left, { plan, begun: last }, load.entry)
    await retry.writeMerge(merge)
    if ((await applyMerge(record.directory, merge, files)) === "done") return
    last = merge
  }
  throw new UsageError(
    `Cannot write the lists of rejects of ${record.importName} as they were changed ${MAX_MERGES} times meanwhile. What the retry has done is kept: leave the lists alone, and retry once more.`,
  )
}

/** A map function that returned nothing for any of the rejects, killed or not, is no reason to let them go. */
export function hasSkippedAll(retried: JournalEntry): boolean {
  const { pending, read, skipped } = countsIn(retried).records
  const { open } = retried.counts as LedgerCounts
  return read > 0 && skipped + pending === read && open.length === 0 && underWayIn(retried).length === 0
}
