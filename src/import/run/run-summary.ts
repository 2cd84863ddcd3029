import { nothingImported } from "../../accounting/nothing-imported.ts"
import { summarize } from "../../accounting/summarize.ts"
import type { Summary } from "../../accounting/summary.ts"
import { scrubValue } from "../../platform/secret/scrub-value.ts"
import { totalStatistics } from "../checkpoint/learned-before.ts"
import { TAKEN_OVER } from "../pipeline/stop.ts"
import type { Stop } from "../pipeline/stop.ts"
import type { RunToRecord } from "./run-parts.ts"

/** What an import has come to by now. @param stop undefined: its end */
export function runSummary<Data>(run: RunToRecord<Data>, stop: Stop | undefined): Summary {
  const { checkpoint, columnWatch, context, fieldWatch, sourceWatch, start, times } = run
  const { isDryRun, options, scrub, startedAt, stores } = context
  const { allowEmpty, importName, importer, source } = options
  const { ledger } = checkpoint
  // Its files are those of the process that took it over.
  const isTakenOver = stop === TAKEN_OVER
  const { actions, records, rejectReasons } = ledger
  const ended = { actions, records, rejectReasons, sourceName: source.name, dryRun: isDryRun, allowEmpty }
  const summary = summarize({
    importName,
    dryRun: isDryRun,
    source,
    readAs: start.facts.source.readAs,
    hasSourceChanged: sourceWatch.hasChanged,
    missingColumns: columnWatch.missing,
    groups: source.groups,
    repeatedName: source.repeatedName,
    fieldWarnings: fieldWatch.warnings,
    nothingImported: stop === undefined ? nothingImported(ended) : undefined,
    mayBeDuplicated: start.mayBeDuplicated,
    ledger,
    delivery: totalStatistics(importer, start.before),
    ids: start.ids,
    startedAt: start.before?.startedAt ?? startedAt,
    totalMs: times.elapsedMs,
    paths: isTakenOver ? {} : { ...stores.results.paths, ...stores.rejects.paths },
    lostRejects: isTakenOver ? [] : stores.rejects.lostPaths,
    keptRejects: isDryRun || isTakenOver ? [] : stores.rejects.keptPaths,
    unlistedRejects: isTakenOver ? 0 : stores.rejects.unlistedOf(records.rejected + records.unknown),
    stop,
  })
  return scrubValue(summary, scrub)
}
