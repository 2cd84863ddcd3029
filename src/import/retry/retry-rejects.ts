import { resolve } from "node:path"
import type { Summary } from "../../accounting/summary.ts"
import { UsageError, messageOf } from "../../errors.ts"
import type { MapFunction } from "../../mapping/map-function.ts"
import { quietly } from "../../platform/logger.ts"
import type { Platform } from "../../platform/platform.ts"
import { scrubError } from "../../platform/secret/scrub-value.ts"
import { scrubNothing } from "../../platform/secret/secret-scrubber.ts"
import { systemPlatform } from "../../platform/system-platform.ts"
import { rejectsListsOf } from "../../rejects/lists/rejects-lists.ts"
import { newerImports } from "../../rejects/newer/newer-imports.ts"
import { findImportRecord, readImportRecord, readImportRecords } from "../../state/import-record.ts"
import type { ImportRecord } from "../../state/import-record.ts"
import { ALL_PARTS } from "../../sources/source-parts.ts"
import type { SourceParts } from "../../sources/source-parts.ts"
import { checkOptions } from "../options/check-options.ts"
import { COMMON_OPTIONS } from "../options/common-options.ts"
import { ImportStoppedError } from "../import-stopped-error.ts"
import { diskStop } from "../pipeline/stop.ts"
import { refuseKeyInNames } from "../refuse-key-in-names.ts"
import { runImport } from "../run/run-import.ts"
import { chooseToRetry } from "./choose-to-retry.ts"
import { decideRetry } from "./decide-retry.ts"
import { mergeInto, retryContext } from "./retry-context.ts"
import type { RetryContext } from "./retry-context.ts"
import { RETRY_ALL_OPTIONS } from "../options/retry-options.ts"
import type { RetryOptions } from "../options/retry-options.ts"
import { retrySummary } from "./retry-summary.ts"
import type { RetrySummary } from "./retry-summary.ts"
import { OTHER_MAP, hasOtherMap } from "../../rejects/retry/has-other-map.ts"
import { lostRetry } from "../../rejects/merge/lost-retry.ts"
import { withoutKey } from "../without-key.ts"
import { lostLock } from "./lost-lock.ts"
import { lockForRetry } from "./lock-for-retry.ts"
import { retryRun } from "./retry-run.ts"

/**
 * Runs the rejects of a finished import again, corrected or not, through a map function. Each keeps its record
 * number, and so the ids derived from it. Records that are imported leave the lists of rejects. Those that fail again
 * stay there with their new reasons. Those that are not chosen, or no longer in the list, stay as they were.
 *
 * If it is killed at any moment, the next retry of the import completes it.
 *
 * @throws {@link UsageError} if there is no such import, it is not finished, it went elsewhere, or another process is
 * working on it.
 * @throws {@link SourceError} if the list cannot be read; nothing was sent.
 * @throws {@link ImportStoppedError} if it stopped before the end; what was imported has left the lists.
 */
export async function retryRejects<Data>(
  options: RetryOptions,
  mapFunction: MapFunction<Data>,
): Promise<RetrySummary> {
  return retryRejectsOn(systemPlatform, options, mapFunction)
}

/** The same on any platform, for sources of any parts. */
export async function retryRejectsOn<Data>(
  platform: Platform,
  options: RetryOptions,
  mapFunction: MapFunction<Data>,
  sourceParts: SourceParts = ALL_PARTS,
): Promise<RetrySummary> {
  withoutKey(options, () => checkOptions(options, RETRY_ALL_OPTIONS))
  if (typeof mapFunction !== "function") throw new UsageError("retryRejects() takes a map function.")
  const { apiKey, from, importer, name, stateDir = COMMON_OPTIONS.stateDir.default } = options
  refuseKeyInNames({ name, stateDir: resolve(stateDir), from }, importer?.scrub ?? apiKey)
  const found = await findImportRecord(stateDir, name, platform.files)
  const missing = `There is no import in ${stateDir} whose rejects could be retried.`
  if (found === undefined) throw new UsageError(missing)
  const lock = await lockForRetry(found, platform)
  try {
    // Read only while no other process can change it: while this process waited for the lock, another one may have changed
    // it.
    const record = await readImportRecord(found.directory, platform.files)
    if (record === undefined) throw new UsageError(missing)
    const context = withoutKey(options, () => retryContext(record, options, lock, sourceParts))
    try {
      return await retry(record, mapFunction, context)
    } catch (error) {
      const told = (await lock.isHeld()) ? error : lostLock(record, error, context)
      throw scrubError(told, context.importer.scrub ?? scrubNothing)
    }
  } finally {
    await lock.release()
  }
}

/**
 * One retry from start to end: completes an earlier one that was cut off, chooses rejects, runs them, and merges the
 * results into the import.
 */
async function retry<Data>(
  found: ImportRecord,
  mapFunction: MapFunction<Data>,
  context: RetryContext,
): Promise<RetrySummary> {
  const { importer, isTrial, options } = context
  const decision = decideRetry(found, importer, options)
  if (decision.kind === "refused") throw new UsageError(decision.message)
  const newer = await warnOfNewerImports(found, context)
  const { record, retried: earlier } = await mergeInto(found, context)
  const chosen = await chooseToRetry(record, rejectsListsOf(record), context)
  if (chosen === undefined) return retrySummary(record)
  const { importName } = record
  const { count, listPath } = chosen
  const otherMap = hasOtherMap(earlier, options.mapFingerprint) ? [OTHER_MAP] : []
  const warnings = [...decision.warnings, ...newer, ...otherMap, ...chosen.warnings]
  quietly(() => options.onStart?.({ importName, listPath, chosen: count, warnings }))
  const run = await retryRun(record, mapFunction, context, earlier)
  let ended: Summary | undefined
  try {
    ended = await runImport(run, mapFunction)
    return await conclude(record, ended, context)
  } catch (error) {
    if (!(await context.isHeld()))
      throw ended === undefined ? error : new ImportStoppedError(messageOf(error), "DISK", ended, error)
    if (error instanceof ImportStoppedError) {
      await throwLost(record, error, context)
      const { message, code, summary, cause } = error
      // Its results are still in its directory: the next retry merges them.
      const { retried = summary } = await conclude(record, summary, context).catch(() =>
        retrySummary(record, summary, isTrial),
      )
      throw new ImportStoppedError(message, code, retried, cause)
    }
    if (ended !== undefined) throw notMerged(record, ended, error, isTrial)
    if (isTrial) await context.ownDirectory.remove()
    else await mergeInto(record, context)
    throw error
  }
}

/** That a retry has ended, and its import was not told: what it has sent must not go unsaid. */
function notMerged(
  record: ImportRecord,
  ended: Summary,
  cause: unknown,
  isTrial: boolean,
): ImportStoppedError {
  const { message } = diskStop("The results of the retry could not be merged into the import", cause)
  const { retried = ended } = retrySummary(record, ended, isTrial)
  return new ImportStoppedError(message, "DISK", retried, cause)
}

/** Throws the error again if what was sent cannot be known, as the directory has been removed. */
async function throwLost(
  record: ImportRecord,
  { cause, code, summary }: ImportStoppedError,
  { directory, isTrial, options, platform }: RetryContext,
): Promise<void> {
  if (isTrial) return
  const message = await lostRetry(record, directory, platform.files)
  if (message === undefined) return
  const { retried = summary } = retrySummary(record, summary, isTrial)
  const isOwnStop = code === "ABORTED" && options.signal?.aborted !== true
  throw new ImportStoppedError(message, isOwnStop ? "DISK" : code, retried, cause)
}

/** Imports to the same destination that ended later may have written newer values for the same users. */
async function warnOfNewerImports(
  record: ImportRecord,
  { isTrial, platform, stateDir }: RetryContext,
): Promise<readonly string[]> {
  return isTrial ? [] : newerImports(record, await readImportRecords(stateDir, platform.files))
}

/** Merges what was done into the import, and sums it up. */
async function conclude(
  record: ImportRecord,
  retried: Summary,
  context: RetryContext,
): Promise<RetrySummary> {
  const { directory, isTrial } = context
  // A map function that returns nothing is no reason to drop the rejects.
  if (retried.nothingImported?.code === "all-skipped") {
    await directory.remove()
    return retrySummary(record, retried, isTrial)
  }
  const after = isTrial ? record : (await mergeInto(record, context, retried)).record
  return retrySummary(after, retried, isTrial)
}
