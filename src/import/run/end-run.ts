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
 * Ends a run whose records are no longer on their way: puts on disk what it came to, and sums it up.
 *
 * @param stopped why the pipeline stopped early; undefined: it did not
 * @throws {@link ImportStoppedError} if it is not complete, or that could not be put on disk.
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
    // While the journal does not say that all is done: afterwards nobody would write it.
    stop = await writeResults(run, undefined)
  }
  stop = await putOnDisk(run, stop)
  if (lock !== undefined && (await lock.wasGone())) stop = (await restore(run, lock)) ?? stop
  reporter.show()
  reporter.noteHistory()
  if (stop !== undefined) await writeResults(run, stop)
  // Its summary names what was set aside. Where this fails, the next run names it once more.
  if (stores.results.paths.summary !== undefined) await stores.rejects.forgetNote().catch(() => undefined)
  if (stop === undefined) return runSummary(run, undefined)
  throw new ImportStoppedError(stop.message, stop.code, runSummary(run, stop), stop.cause)
}

/** Puts on disk how a run ended, each part that can be; gives why it stopped, which may be that one cannot. */
async function putOnDisk<Data>(run: RunParts<Data>, stopped: Stop | undefined): Promise<Stop | undefined> {
  const { checkpoint, context, journal } = run
  const { rejects } = context.stores
  // What the next run sends again is listed, and does not count.
  const entry = stopped && runEntry(run, "stopped")
  const remember = async (): Promise<void> => {
    if (stopped === undefined) {
      // Nobody comes back to what is finished: its files are to be as they stay.
      await rejects.close()
      await journal.save("finished")
    } else if (journal.failure === undefined && checkpoint.hasBegun && entry !== undefined)
      await journal.save("stopped", scrubValue({ ...entry, rejectsEnds: rejects.ends }, context.scrub))
  }
  const left = (): Promise<void> => rejects.write(checkpoint.ledger.settleLeft())
  const failed = await firstFailure([left, remember, () => rejects.close()])
  return failed === undefined
    ? stopped
    : (stopped ?? diskStop("The rejects or the journal could not be put on disk", failed.error))
}

/** Writes the report and the summary, each if it can be; gives why the run stops where one cannot. */
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

/** What is to be done once the lock was gone; gives why the run stops, if it does. */
async function restore<Data>(run: RunParts<Data>, lock: RunLock): Promise<Stop | undefined> {
  const { directory, log, stores } = run.context
  const { journal: store, rejects } = stores
  const stop =
    store === undefined
      ? await takenOver(lock)
      : await restoreDirectory({ directory, lock, store, rejects, entry: () => runEntry(run, "stopped") })
  // The log is the other process's too.
  if (stop === TAKEN_OVER) log.close()
  return stop
}

/** Where nothing can be written, whatever is written next says so. */
async function takenOver(lock: RunLock): Promise<Stop | undefined> {
  return (await lock.isHeld().catch(() => true)) ? undefined : TAKEN_OVER
}

/** Does all parts, whichever fails; gives the first failure. */
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
