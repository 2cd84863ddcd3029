import { DEFAULT_MAX_REJECTS, allowsAll, rejectBudget } from "../../accounting/reject-budget.ts"
import { SourceError } from "../../errors.ts"
import { logImportStart } from "../../log/log-import.ts"
import type { MapFunction } from "../../mapping/map-function.ts"
import type { ActionReference } from "../../mapping/mapped-records.ts"
import { RetryDirectory } from "../../rejects/merge/retry-directory.ts"
import { runSample } from "../../report/run-sample.ts"
import { learnedBefore } from "../checkpoint/learned-before.ts"
import { leaveOutDoubtful } from "../checkpoint/leave-out-doubtful.ts"
import { noteBeforeSending } from "../checkpoint/note-before-sending.ts"
import { likelyCause } from "../start/likely-cause.ts"
import { runPipeline } from "../pipeline/pipeline.ts"
import type { PipelineParts } from "../pipeline/pipeline.ts"
import type { Stop } from "../pipeline/stop.ts"
import type { ProgressReporter } from "../reporting/progress-reporter.ts"
import type { RunLock } from "./run-lock.ts"
import type { RunParts } from "./run-parts.ts"

/**
 * Imports the records of a run. Meanwhile, saves and shows its progress.
 *
 * @throws {@link SourceError} or {@link UsageError} if there was nothing to begin with.
 */
export async function importRecords<Data>(
  run: RunParts<Data>,
  mapFunction: MapFunction<Data>,
  { lock, reporter }: { readonly lock: RunLock | undefined; readonly reporter: ProgressReporter },
): Promise<Stop | undefined> {
  const { checkpoint, context, history, journal, start } = run
  const { rejects } = context.stores
  history.begin(context.platform.clock.now(), runSample(checkpoint.ledger.records))
  const ended = new AbortController()
  const beside = [reporter.reportRepeatedly(ended.signal)]
  const begin = async (): Promise<void> => {
    await beginRun(run)
    beside.push(journal.saveRepeatedly(ended.signal))
  }
  try {
    const parts = pipelineParts(run, mapFunction)
    return await runPipeline({ ...parts, ...(lock && untilTakenOver(lock, parts.signal)), begin })
  } catch (error) {
    await rejects.close().catch(() => undefined)
    if (error instanceof SourceError && error.mayHaveMisread) {
      // The damaged part was read by an earlier run, before this one had anything to import.
      checkpoint.mayHaveMisread = true
      if (start.before !== undefined) await journal.save(start.before.state)
    }
    throw error
  } finally {
    ended.abort()
    await Promise.all(beside)
  }
}

/** Sends no request once another process has taken the import over, while this one was suspended. */
function untilTakenOver(
  lock: RunLock,
  signal: AbortSignal,
): Pick<PipelineParts<never>, "beforeRequest" | "signal"> {
  const takenOver = new AbortController()
  return {
    signal: AbortSignal.any([signal, takenOver.signal]),
    beforeRequest: async () => {
      if (!(await lock.isHeldStill())) takenOver.abort()
    },
  }
}

/** Called once there is something to import, before any of it is sent. */
async function beginRun<Data>({ checkpoint, context, journal, start }: RunParts<Data>): Promise<void> {
  const { directory, isDryRun, log, options, platform, rejectsClaim, stateDir, stores } = context
  const { importName, rejectsFilePath, source } = options
  const lists = { paths: stores.rejects.listPaths(source), directory, stateDir, sourcePath: source.path }
  if (rejectsFilePath !== undefined) await rejectsClaim.take(lists, platform)
  await stores.rejects.open(source)
  const { before } = start
  // If an import starts over, its rejects can no longer be retried.
  if (before === undefined) await new RetryDirectory(directory, platform.files).remove()
  checkpoint.hasBegun = true
  const goesOnAt = before && {
    recordNumber: before.settled.lowWater + 1,
    byteOffset: before.position?.byteOffset,
  }
  const { name, sizeBytes } = source
  const { readAs } = start.facts.source
  logImportStart(log.logger, { importName, source: name, sizeBytes, readAs, dryRun: isDryRun, goesOnAt })
  await journal.save("running")
}

function pipelineParts<Data>(
  { checkpoint, columnWatch, context, fieldWatch, journal, start }: RunParts<Data>,
  mapFunction: MapFunction<Data>,
): Omit<PipelineParts<Data>, "begin"> {
  const { log, options, stores } = context
  const { importer, leaveOut, mapFingerprint, maxRejects = DEFAULT_MAX_REJECTS, source } = options
  const { signal = new AbortController().signal } = options
  const { before, ids, killed } = start
  const { laterRecords, ledger } = checkpoint
  /** Notes actions that must not be sent twice, before they are sent. */
  const takeNote = async (places: readonly ActionReference[]): Promise<void> => {
    if (places.length === 0) return
    checkpoint.noteUnderWay(places)
    await journal.save("running")
  }
  return {
    source,
    from: checkpoint.from,
    readAs: start.facts.source.readAs,
    mapFunction: columnWatch.watched(mapFunction),
    fieldWatch,
    importer,
    learned: learnedBefore(before ?? killed).delivery,
    afterKill: killed !== undefined,
    ids,
    mapFingerprint,
    logger: log.logger,
    ledger,
    reject: (failed) => stores.rejects.write(failed),
    isOverBudget: rejectBudget(maxRejects),
    refusal:
      before !== undefined || options.mayFailAlike === true || allowsAll(maxRejects)
        ? undefined
        : (failure) =>
            likelyCause({
              failure,
              sourceName: source.name,
              unmet: columnWatch.unmet,
              columns: source.csv?.columns,
              readAs: start.facts.source.readAs,
            }),
    leaveOut: leaveOutDoubtful(before, importer.repeats, leaveOut),
    laterRecords,
    ...noteBeforeSending(importer, takeNote),
    onRead: (first, last) => checkpoint.noteRead(first, last),
    signal: AbortSignal.any([signal, journal.halted]),
  }
}
