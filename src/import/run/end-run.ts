import { kindsOf } from "../../delivery/importer.ts"
import type { Summary } from "../../accounting/summary.ts"
import { scrubValue } from "../../platform/secret/scrub-value.ts"
import { isoTime } from "../../platform/iso-time.ts"
import { inFlagNames } from "../options/in-flag-names.ts"
import { drawReport } from "../../report/draw-report.ts"
import { restoreDirectory } from "../checkpoint/restore-directory.ts"
import { isOfEarlierRun } from "../../state/is-of-earlier-run.ts"
import { ImportStoppedError } from "../import-stopped-error.ts"
import { TAKEN_OVER, diskStop } from "../pipeline/stop.ts"
import type { Stop } from "../pipeline/stop.ts"
import type { ProgressReporter } from "../reporting/progress-reporter.ts"
import { reportFrameOf } from "../reporting/report-frame-of.ts"
import { runEntry } from "./run-entry.ts"
import type { RunParts } from "./run-parts.ts"
import type { RunLock } from "./run-lock.ts"
import { runSummary } from "./run-summary.ts"

/**
 * Ends a run whose records are no longer in flight: writes its results to disk, and sums them up.
 *
 * @param stopped why the pipeline stopped early; undefined: it did not
 * @throws {@link ImportStoppedError} if the import is not complete, or its results could not be written to disk.
 */
export async function endRun<Data>(
  run: RunParts<Data>,
  stopped: Stop | undefined,
  { lock, reporter }: { readonly lock: RunLock | undefined; readonly reporter: ProgressReporter },
): Promise<Summary> {
  const { checkpoint, context, journal, sourceWatch, times } = run
  const { options, platform, stores } = context
  times.end()
  let stop = journal.failure ?? stopped
  if (stop?.code === "SOURCE_DAMAGED") checkpoint.mayHaveMisread = true
  const { rejected, unknown } = checkpoint.ledger.records
  if (stop === undefined && rejected + unknown > 0) await sourceWatch.takeWhole(platform.files)
  await sourceWatch.lookForChange()
  await stores.rejects.lookForLost()
  if (stop === undefined) {
    checkpoint.bytesRead = options.source.sizeBytes
    reporter.noteHistory()
    // Before the journal says that everything is done: after that, they would never be written.
    stop = await writeResults(run, undefined)
  }
  stop = await putOnDisk(run, stop)
  if (lock !== undefined && (await lock.wasGone())) stop = (await restore(run, lock)) ?? stop
  if (stop === TAKEN_OVER) return leave(run)
  reporter.show()
  reporter.noteHistory()
  if (stop !== undefined) await writeResults(run, stop)
  // The summary names what was set aside. If this fails, the next run names it again.
  if (stores.results.paths.summary !== undefined) await stores.rejects.forgetNote().catch(() => undefined)
  if (stop === undefined) return runSummary(run, undefined)
  throw new ImportStoppedError(stop.message, stop.code, runSummary(run, stop), stop.cause)
}

/** Leaves everything on disk to the process that took the import over: its log, and the lists, which are its own. */
async function leave<Data>(run: RunParts<Data>): Promise<never> {
  const { log, stores } = run.context
  log.close()
  await stores.rejects.close().catch(() => undefined)
  const { code, message } = TAKEN_OVER
  throw new ImportStoppedError(message, code, runSummary(run, TAKEN_OVER))
}

/**
 * Writes to disk how a run ended, as far as possible. Gives why it stopped, which may be that a part could not be
 * written.
 */
async function putOnDisk<Data>(run: RunParts<Data>, stopped: Stop | undefined): Promise<Stop | undefined> {
  const { checkpoint, context, journal } = run
  const { rejects } = context.stores
  // What the next run will send again is listed, but does not count.
  const entry = stopped && runEntry(run, "stopped")
  const remember = async (): Promise<void> => {
    if (stopped === undefined) {
      // Nothing resumes a finished import, so its files must be final.
      await rejects.close()
      await journal.save("finished")
    } else if (journal.failure === undefined && checkpoint.hasBegun && entry !== undefined)
      await journal.save("stopped", scrubValue({ ...entry, rejectsEnds: rejects.ends }, context.scrub))
  }
  const left = (): Promise<void> => rejects.write(checkpoint.ledger.settleLeft())
  const failed = await firstFailure([left, remember, () => rejects.close()])
  return failed === undefined
    ? stopped
    : (stopped ?? diskStop("The rejects or the journal could not be written to disk", failed.error))
}

/** Writes the report and the summary, each if possible. Gives why the run stops if one cannot be written. */
async function writeResults<Data>(run: RunParts<Data>, stop: Stop | undefined): Promise<Stop | undefined> {
  const { checkpoint, context, start } = run
  const { directory, isDryRun, platform, stores } = context
  const isNew = start.before === undefined && !isDryRun
  if (isNew && !checkpoint.hasBegun && (await isOfEarlierRun(directory, stores.journal, platform.files))) {
    stores.results.forgoSummary()
    return undefined
  }
  const failed = await firstFailure([
    () => writeReport(run, runSummary(run, stop)),
    () => run.context.stores.results.writeSummary(runSummary(run, stop)),
  ])
  return failed && (stop ?? diskStop("The summary or the report could not be written", failed.error))
}

async function writeReport<Data>(
  { context, history, start }: RunParts<Data>,
  summary: Summary,
): Promise<void> {
  const { options, platform, stores } = context
  const frame = reportFrameOf(
    options.report,
    summary,
    start.facts.target.baseUrl,
    kindsOf(options.importer).nouns,
  )
  if (frame === undefined) return
  const endedAt = isoTime(platform.clock.now())
  const data = { ...frame, summary, history: history.toJSON(), endedAt }
  await stores.results.writeReport(await drawReport(data, inFlagNames))
}

/** Does what is needed once the lock is found to be gone. Gives why the run stops, if it does. */
async function restore<Data>(run: RunParts<Data>, lock: RunLock): Promise<Stop | undefined> {
  const { directory, stores } = run.context
  const { journal: store, rejects } = stores
  if (store === undefined) return takenOver(lock)
  return restoreDirectory({ directory, lock, store, rejects, entry: () => runEntry(run, "stopped") })
}

/** If nothing can be written at all, the next write reports it. */
async function takenOver(lock: RunLock): Promise<Stop | undefined> {
  return (await lock.isHeld().catch(() => true)) ? undefined : TAKEN_OVER
}

/** Does all parts, even if some fail; gives the first failure. */
async function firstFailure(
  parts: readonly (() => Promise<void>)[],
): Promise<{ readonly error: unknown } | undefined> {
  let failed: { readonly error: unknown } | undefined
  for (const part of parts) {
    try {
      await part()
    } catch (error) {
      failed ??= { error }
    }
  }
  return failed
}
