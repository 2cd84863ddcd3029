import { kindsOf } from "../../delivery/importer.ts"
import type { JournalEntry } from "../../journal/journal-entry.ts"
import { ColumnWatch } from "../../mapping/column-watch.ts"
import { FieldWatch } from "../../mapping/field-watch.ts"
import { scrubValue } from "../../platform/secret/scrub-value.ts"
import { RunHistory } from "../../report/run-history.ts"
import { Checkpoint } from "../checkpoint/checkpoint.ts"
import { learnedBefore } from "../checkpoint/learned-before.ts"
import { RunJournal } from "../checkpoint/run-journal.ts"
import { SourceWatch } from "../checkpoint/source-watch.ts"
import { ledgerRules } from "../start/ledger-rules.ts"
import type { RunStart } from "../start/run-start.ts"
import type { RunContext } from "./run-context.ts"
import { runEntry } from "./run-entry.ts"
import type { RunLock } from "./run-lock.ts"
import type { RunParts, RunToRecord } from "./run-parts.ts"
import { RunTimes } from "./run-times.ts"

/** Puts a run together, once it is known where it starts. @param lock undefined: nothing is remembered */
export function openRun<Data>(
  context: RunContext<Data>,
  start: RunStart,
  lock: RunLock | undefined,
): RunParts<Data> {
  const { options, platform, scrub, startedMs, stores } = context
  const { importer, laterRecords, mapFingerprint, resumeAnyway = false, source } = options
  const { before, facts, ids } = start
  const { repeats } = importer
  const kinds = kindsOf(importer)
  const rules = ledgerRules({ before, ids, kinds, mapFingerprint, repeats, resumeAnyway })
  const checkpoint = new Checkpoint({ before, rules, laterRecords })
  if (before !== undefined) stores.rejects.resume(before)
  const unsaved: RunToRecord<Data> = {
    context,
    start,
    checkpoint,
    sourceWatch: new SourceWatch(source, facts.source, before?.source),
    columnWatch: new ColumnWatch(source),
    fieldWatch: new FieldWatch(),
    times: new RunTimes(platform.clock, startedMs, before?.elapsedMs ?? 0),
    history: new RunHistory(learnedBefore(before).history),
  }
  const keeping = stores.journal &&
    lock && {
      store: stores.journal,
      lock: lock.first,
      clock: platform.clock,
      entry: (state: JournalEntry["state"]) => scrubValue(runEntry(unsaved, state), scrub),
      sync: async () => {
        await unsaved.sourceWatch.lookForChange()
        await stores.rejects.sync()
        await options.leaveOut?.sync?.()
      },
    }
  return { ...unsaved, journal: new RunJournal(keeping, () => checkpoint.isWorthSaving) }
}
