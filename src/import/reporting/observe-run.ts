import type { Summary } from "../../accounting/summary.ts"
import { logImportEnd } from "../../log/log-import.ts"
import { noTelemetry } from "../../platform/telemetry/telemetry.ts"
import type { ImportSpan } from "../../platform/telemetry/telemetry.ts"
import { ImportStoppedError } from "../import-stopped-error.ts"
import type { RunParts } from "../run/run-parts.ts"

/** A program that ends at once after the import would take the last of its telemetry with it. */
const FLUSH_TIMEOUT_MS = 2_000

/** Does the work of a run, with its end in the log, and its start and its end in the host program's telemetry. */
export async function observeRun<Data>(
  run: RunParts<Data>,
  work: (span: ImportSpan) => Promise<Summary>,
): Promise<Summary> {
  const { checkpoint, context } = run
  const { isDryRun, log, options, platform, scrub } = context
  const { ledger } = checkpoint
  const telemetry = isDryRun ? noTelemetry : await platform.openTelemetry(scrub)
  const span = telemetry.startImport({
    importName: options.importName,
    dryRun: isDryRun,
    records: ledger.records,
  })
  try {
    const summary = await span.run(() => work(span))
    span.end(summary.records)
    if (checkpoint.hasBegun) logImportEnd(log.logger, summary)
    return summary
  } catch (error) {
    span.end(ledger.records, error instanceof ImportStoppedError ? error.code : "FAILED")
    if (error instanceof ImportStoppedError) logImportEnd(log.logger, error.summary)
    throw error
  } finally {
    await context.rejectsClaim.release()
    await span.flush(FLUSH_TIMEOUT_MS)
    log.close()
  }
}
