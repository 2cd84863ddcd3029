import { Ledger } from "../../accounting/ledger/ledger.ts"
import { summarize } from "../../accounting/summarize.ts"
import type { Summary } from "../../accounting/summary.ts"
import { kindsOf } from "../../delivery/importer.ts"
import { isoTime } from "../../platform/iso-time.ts"
import type { ImportRecord } from "../../state/import-record.ts"
import { ImportStoppedError } from "../import-stopped-error.ts"
import { TAKEN_OVER } from "../pipeline/stop.ts"
import type { RetryContext } from "./retry-context.ts"
import { retrySummary } from "./retry-summary.ts"

/** What to throw where the lock of the import is gone: whoever has it now settles what this retry has done, as after a kill. */
export function lostLock(record: ImportRecord, error: unknown, context: RetryContext): ImportStoppedError {
  const message = `This retry sends nothing more: another process took the import ${record.importName} over, or its lock was removed. That process, or the next retry, settles what this one has sent. There is nothing to do here.`
  const summary =
    error instanceof ImportStoppedError ? error.summary : summaryOfNothing(record, message, context)
  const { retried = summary } = retrySummary(record, summary, context.isTrial)
  const { code } = TAKEN_OVER
  return new ImportStoppedError(message, code, { ...retried, stopReason: { code, message } }, error)
}

/** Of a retry that has not begun to run anything. */
function summaryOfNothing(
  { importName, sourceName }: ImportRecord,
  message: string,
  { importer, options, platform }: RetryContext,
): Summary {
  return summarize({
    importName,
    dryRun: options.dryRun === true,
    source: { name: sourceName },
    hasSourceChanged: false,
    ledger: new Ledger(undefined, { kinds: kindsOf(importer) }),
    delivery: undefined,
    startedAt: isoTime(platform.clock.now()),
    totalMs: 0,
    paths: {},
    stop: { code: TAKEN_OVER.code, message },
  })
}
