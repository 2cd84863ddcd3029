import { kindsOf } from "../../delivery/importer.ts"
import type { JournalEntry } from "../../journal/journal-entry.ts"
import { isoTime } from "../../platform/iso-time.ts"
import { journalEntryOf, journaledIds } from "../checkpoint/journal-entry-of.ts"
import { totalStatistics } from "../checkpoint/learned-before.ts"
import { reportFrameOf } from "../reporting/report-frame-of.ts"
import type { RunToRecord } from "./run-parts.ts"
import { runSummary } from "./run-summary.ts"
import { targetToRemember } from "./target-to-remember.ts"

/** What a journal notes of an import as of this instant. */
export function runEntry<Data>(run: RunToRecord<Data>, state: JournalEntry["state"]): JournalEntry {
  const { checkpoint, context, history, sourceWatch, start, times } = run
  const { options, platform, startedAt, stateDir, stores } = context
  const { command, importer, report, source } = options
  const { before, facts, ids } = start
  const { rejected, unknown } = checkpoint.ledger.records
  const statistics = totalStatistics(importer, before)
  const keyBefore = before?.target.keyFingerprint ?? options.keyBefore
  const isKeyAccepted = importer.statistics?.().isKeyAccepted
  return journalEntryOf({
    state,
    startedAt: before?.startedAt ?? startedAt,
    updatedAt: isoTime(platform.clock.now()),
    elapsedMs: times.elapsedMs,
    facts: { ...facts, target: targetToRemember(facts.target, { keyBefore, isKeyAccepted }) },
    source: sourceWatch.snapshot(stateDir, before?.source),
    command,
    ids: journaledIds(ids, { before, none: importer.repeats !== undefined, statistics }),
    checkpoint: checkpoint.snapshot(state),
    rejects: stores.rejects.extent,
    rejectsPaths: stores.rejects.listPaths(source),
    keptRejects: stores.rejects.keptPaths,
    unlistedRejects: stores.rejects.unlistedOf(rejected + unknown),
    learned: {
      delivery: importer.learned?.(),
      statistics,
      history: history.toJSON(),
      // For a retry, which draws the report again.
      report:
        state === "finished"
          ? reportFrameOf(report, runSummary(run, undefined), facts.target.baseUrl, kindsOf(importer).nouns)
          : undefined,
    },
  })
}
