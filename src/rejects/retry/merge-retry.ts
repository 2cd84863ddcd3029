import { countsIn } from "../../state/import-record.ts"
import type { LedgerCounts } from "../../accounting/ledger/ledger-snapshot.ts"
import type { JournalEntry } from "../../journal/journal-entry.ts"
import { underWayIn } from "../../journal/under-way.ts"
import { UsageError } from "../../errors.ts"
import { afterLostRetry, isLostAndDoubles } from "./lost-retry.ts"
import { makeMerge } from "./make-merge.ts"
import { planOfEarlier } from "./plan-of-earlier.ts"
import { applyMerge, isOvertaken } from "./retry-merge.ts"
import { cannotTell } from "./retry-to-merge.ts"
import type { RetryToMerge } from "./retry-to-merge.ts"

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
  if (begun !== undefined && !(await isOvertaken(begun, platform.files)))
    await applyMerge(record.directory, begun, platform.files)
  else {
    const noted = await retry.readPlan()
    if (load.kind === "unreadable")
      throw cannotTell(left, `its journal cannot be used: ${load.message}. Put back a whole one`)
    if (noted === undefined && load.kind === "entry" && isLostAndDoubles(load.entry))
      throw new UsageError(afterLostRetry(record.importName, retry))
    // Nothing is sent before there is a journal.
    if (noted !== undefined && load.kind === "entry" && !hasSkippedAll(load.entry)) {
      const plan = noted.version === 1 ? await planOfEarlier(left, noted, platform.files) : noted
      const merge = await makeMerge(left, { plan, begun }, load.entry)
      await retry.writeMerge(merge)
      await applyMerge(record.directory, merge, platform.files)
    }
  }
  await retry.keepLog()
  await retry.remove()
  return load.kind === "entry" ? load.entry : undefined
}

/** A map function that returned nothing for any of the rejects, killed or not, is no reason to let them go. */
export function hasSkippedAll(retried: JournalEntry): boolean {
  const { pending, read, skipped } = countsIn(retried).records
  const { open } = retried.counts as LedgerCounts
  return read > 0 && skipped + pending === read && open.length === 0 && underWayIn(retried).length === 0
}
