import type { Summary } from "../../accounting/summary.ts"
import type { MapFunction } from "../../mapping/map-function.ts"
import { quietly } from "../../platform/logger.ts"
import { scrubError, scrubValue } from "../../platform/secret/scrub-value.ts"
import { TAKEN_OVER } from "../pipeline/stop.ts"
import { observeRun } from "../reporting/observe-run.ts"
import { ProgressReporter } from "../reporting/progress-reporter.ts"
import { findStart } from "../start/find-start.ts"
import { foretellStart } from "../start/foretell-start.ts"
import { startWithoutJournal } from "../start/run-start.ts"
import type { RunStart } from "../start/run-start.ts"
import { startNews } from "../start/start-news.ts"
import { whatMayBeDuplicated } from "../start/what-may-be-duplicated.ts"
import { endRun } from "./end-run.ts"
import { importRecords } from "./import-records.ts"
import { openRun } from "./open-run.ts"
import { runContext } from "./run-context.ts"
import type { RunContext } from "./run-context.ts"
import { RunLock } from "./run-lock.ts"
import type { RunOptions } from "./run-options.ts"

/**
 * One run of an import from start to end: finds out where it starts, imports the records, saves its progress, and
 * sums up.
 *
 * Resolves to the summary once nothing is in flight and everything is on disk; see `IterableDataImport.run` for what
 * it throws.
 */
export async function runImport<Data>(
  options: RunOptions<Data>,
  mapFunction: MapFunction<Data>,
): Promise<Summary> {
  const context = runContext(options)
  try {
    return await (context.isDryRun ? runDry(context, mapFunction) : runLocked(context, mapFunction))
  } catch (error) {
    throw scrubError(error, context.scrub)
  }
}

/** A dry run sends nothing, so it needs no lock. */
async function runDry<Data>(context: RunContext<Data>, mapFunction: MapFunction<Data>): Promise<Summary> {
  const { options, platform, scrub } = context
  const start = await startWithoutJournal(context)
  const mayBeDuplicated = await whatMayBeDuplicated(options.source, platform.files)
  const { remarks = [] } = options.source
  const warnings = [...remarks, await foretellStart(context), mayBeDuplicated].filter(
    (warning) => warning !== undefined,
  )
  const { readAs } = start.facts.source
  if (warnings.length > 0 || readAs !== undefined)
    quietly(() => options.onStart?.(scrubValue({ readAs, warnings }, scrub)))
  return runFrom({ ...start, mayBeDuplicated }, context, undefined, mapFunction)
}

async function runLocked<Data>(context: RunContext<Data>, mapFunction: MapFunction<Data>): Promise<Summary> {
  const lock = await RunLock.take(context)
  try {
    return await runFrom(await startOf(lock.context), lock.context, lock, mapFunction)
  } finally {
    await lock.release()
  }
}

/** Where the run starts; tells the user. */
async function startOf<Data>(context: RunContext<Data>): Promise<RunStart> {
  const { log, options, platform, scrub, stores } = context
  const found = stores.journal && (await findStart(context, stores.journal))
  const runStart = found?.runStart ?? (await startWithoutJournal(context))
  const mayBeDuplicated = await whatMayBeDuplicated(options.source, platform.files)
  const { readAs } = runStart.facts.source
  const { remarks = [] } = options.source
  if (found === undefined && mayBeDuplicated === undefined && readAs === undefined) return runStart
  const { warnings, ...start } = found === undefined ? { warnings: [] } : startNews(found.start)
  const all = [...warnings, ...remarks, ...(mayBeDuplicated === undefined ? [] : [mayBeDuplicated])]
  const news = scrubValue({ ...start, ...(readAs === undefined ? {} : { readAs }), warnings: all }, scrub)
  for (const warning of news.warnings) log.logger.warn(warning)
  quietly(() => options.onStart?.(news))
  return { ...runStart, mayBeDuplicated }
}

async function runFrom<Data>(
  start: RunStart,
  context: RunContext<Data>,
  lock: RunLock | undefined,
  mapFunction: MapFunction<Data>,
): Promise<Summary> {
  const run = openRun(context, start, lock)
  return observeRun(run, async (span) => {
    const { options, platform } = context
    const reporter = new ProgressReporter({ ...run, options, clock: platform.clock, span })
    const stop = await importRecords(run, mapFunction, { lock, reporter }).catch(async (error: unknown) => {
      if (lock === undefined || (await lock.isHeld())) throw error
      return TAKEN_OVER
    })
    return endRun(run, stop, { lock, reporter })
  })
}
