import { basename } from "node:path"
import type { LedgerCounts } from "../../accounting/ledger/ledger-snapshot.ts"
import type { JournalEntry } from "../../journal/journal-entry.ts"
import { continueTextFile } from "../../platform/files/text-file.ts"
import { countsIn } from "../../state/import-record.ts"
import type { ImportCounts } from "../../state/import-record.ts"
import { actionCountsAfter, recordCountsAfter, settledActionCounts } from "./counts-after.ts"
import { entryAfter } from "./entry-after.ts"
import { gatherAnew } from "./gather-anew.ts"
import type { PlannedMerge } from "./gather-anew.ts"
import { mergeLists } from "./merge-lists.ts"
import { reportAfter } from "./report-after.ts"
import { retriedOrigins } from "./retried-origins.ts"
import type { MergedList, RetryMerge } from "./retry-merge.ts"
import { cannotTell } from "./retry-to-merge.ts"
import type { RetryToMerge } from "./retry-to-merge.ts"
import { summaryAfter } from "./summary-after.ts"

/** Makes of what a retry left behind how the files of its import are to be; new lists are written beside the old ones. */
export async function makeMerge(
  left: RetryToMerge,
  planned: PlannedMerge,
  retried: JournalEntry,
): Promise<RetryMerge> {
  const { plan } = planned
  const { lists, platform, record, retry } = left
  const { clock, files } = platform
  // Looked at before they are read: whatever changes later is not in what they are merged into.
  const seen = await gatherAnew(left, planned)
  const merged = await mergeLists(
    {
      kinds: left.kinds,
      ...(await retriedOrigins(retry.chosenPath, retried, files)),
      isChanged: seen.isChanged,
      gatheredPath: seen.gatheredPath,
      retriedPath: (await cutToJournal(left, retry.ndjsonPath, retried)) ? retry.ndjsonPath : undefined,
      ndjsonPath: lists.ndjsonPath,
      csv: plan.csvLayout && { path: lists.csvPath, layout: plan.csvLayout },
      chosenPath: retry.chosenPath,
      sentPath: retry.sentPath,
      mayHaveApplied: mayHaveApplied(retried),
      isWithoutIds: retried.ids?.none === true,
    },
    files,
  )
  const { written } = merged
  const replacing = written.map(({ digest, draftPath, path }): MergedList => {
    const before = seen.digests.get(path)
    return draftPath === undefined ? { path, before } : { path, draftPath, before, after: digest }
  })
  const journal = record.journal.kind === "entry" ? record.journal.entry : undefined
  const retriedCounts = countsIn(retried)
  const { open, takenBack } = retried.counts as LedgerCounts
  const settledActions = settledActionCounts({ actions: retriedCounts.actions, open }, left.kinds)
  const { actions, records } = record.counts ?? retriedCounts
  const after: ImportCounts = {
    records: recordCountsAfter(records, merged, retriedCounts.records.skipped - merged.keptSkipped),
    actions: actionCountsAfter(actions, settledActions, takenBack, merged),
    rejectReasons: merged.after.reasons,
  }
  const { rejected, unknown } = after.records
  const unlistedRejects = Math.max(0, rejected + unknown - merged.after.states.size)
  const summary = record.summary && summaryAfter(record.summary, { ...after, unlistedRejects }, left, written)
  const report = summary && (await reportAfter(summary, journal, clock.now(), left.inFlagNames))
  return {
    version: 1,
    lists: replacing,
    ...(journal === undefined
      ? {}
      : {
          entry: entryAfter(journal, { after, retried, written, unlistedRejects, plan, nowMs: clock.now() }),
        }),
    ...(summary === undefined ? {} : { summary }),
    ...(report === undefined ? {} : { report }),
  }
}

/** Whether a retry may have applied what it has not counted, under ids that it has derived. Those of earlier imports are not made of ordinals alone. */
function mayHaveApplied({ ids, mayHaveApplied: isSaid, state }: JournalEntry): boolean {
  return ids !== undefined && ids.none !== true && (state === "running" || isSaid !== false)
}

/** Cuts off what was written later than the retry's journal; false if nothing counts. */
async function cutToJournal(left: RetryToMerge, path: string, retried: JournalEntry): Promise<boolean> {
  const keepBytes = retried.rejectsBytes[basename(path)] ?? 0
  if (keepBytes === 0) return false
  const file = await continueTextFile(path, keepBytes, left.platform.files)
  if (file === undefined) throw cannotTell(left, `${path} is missing, or has lost its end. Put it back`)
  await file.close()
  return true
}
