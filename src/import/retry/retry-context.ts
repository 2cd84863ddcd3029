import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { kindsOf } from "../../delivery/importer.ts"
import type { Importer } from "../../delivery/importer.ts"
import type { JournalEntry } from "../../journal/journal-entry.ts"
import type { KeptLock } from "../../journal/kept-lock.ts"
import type { Platform } from "../../platform/platform.ts"
import { rejectsListsOf } from "../../rejects/lists/rejects-lists.ts"
import { mergeRetry } from "../../rejects/merge/merge-retry.ts"
import { RetryDirectory } from "../../rejects/merge/retry-directory.ts"
import type { Summary } from "../../accounting/summary.ts"
import { readImportRecord } from "../../state/import-record.ts"
import type { ImportRecord } from "../../state/import-record.ts"
import type { SourceParts } from "../../sources/source-parts.ts"
import { COMMON_OPTIONS } from "../options/common-options.ts"
import { inFlagNames } from "../options/in-flag-names.ts"
import { importerFrom } from "../iterable-data-import.ts"
import type { RetryOptions } from "../options/retry-options.ts"

/** What is known about a retry before it looks at anything. */
export interface RetryContext {
  readonly options: RetryOptions
  /** Changes nothing on the disk once the lock is gone. */
  readonly platform: Platform
  /** Aborts when the retry must stop: it was told to, or its lock is gone. */
  readonly signal: AbortSignal
  /** Whether the import is still this retry's. */
  readonly isHeld: () => Promise<boolean>
  /** The places, packings and formats of sources. */
  readonly sourceParts: SourceParts
  readonly importer: Importer
  readonly stateDir: string
  /** Leaves the import's rejects and counts as they are. */
  readonly isTrial: boolean
  /** What a retry of the import keeps until its results are merged into the import. */
  readonly directory: RetryDirectory
  /** The same for this retry: a trial has its own. */
  readonly ownDirectory: RetryDirectory
}

/** @param record the import whose rejects are run again */
export function retryContext(
  { directory, importName, journal }: ImportRecord,
  options: RetryOptions,
  lock: KeptLock,
  sourceParts: SourceParts,
): RetryContext {
  const { platform } = lock
  const { lost } = lock.first
  const { decimals = journal.kind === "entry" ? journal.entry.decimals : undefined } = options
  const isTrial = options.trial === true || options.dryRun === true
  const ofImport = new RetryDirectory(directory, platform.files)
  return {
    options,
    platform,
    signal: options.signal === undefined ? lost : AbortSignal.any([options.signal, lost]),
    isHeld: () => lock.isHeld(),
    sourceParts,
    // Under the import's name, so that derived ids are the same, and with its decimals, so that types are.
    importer: options.importer ?? importerFrom({ ...options, decimals }, importName),
    stateDir: options.stateDir ?? COMMON_OPTIONS.stateDir.default,
    isTrial,
    directory: ofImport,
    ownDirectory: isTrial ? new RetryDirectory(join(directory, "trial"), platform.files) : ofImport,
  }
}

/**
 * Merges into the import the results of a retry, or of an earlier one that was killed. Gives the import as it is
 * then, and the journal of the retry.
 */
export async function mergeInto(
  record: ImportRecord,
  { directory, importer, options, platform }: RetryContext,
  summary?: Summary,
): Promise<{ readonly record: ImportRecord; readonly retried: JournalEntry | undefined }> {
  const { from } = options
  const retried = await mergeRetry({
    platform,
    kinds: kindsOf(importer),
    record,
    lists: rejectsListsOf(record),
    retry: directory,
    inFlagNames,
    from: from instanceof URL ? fileURLToPath(from) : from,
    summary,
  })
  return { record: (await readImportRecord(record.directory, platform.files)) ?? record, retried }
}
