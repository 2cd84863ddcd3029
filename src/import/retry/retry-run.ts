import { LaterRecords } from "../../delivery/later-records.ts"
import type { LaterRecordsSnapshot } from "../../delivery/later-records.ts"
import type { JournalEntry } from "../../journal/journal-entry.ts"
import type { MapFunction } from "../../mapping/map-function.ts"
import { RETRY_NAME } from "../../rejects/merge/retry-directory.ts"
import type { DataSource } from "../../sources/data-source.ts"
import { rejectsSource } from "../../rejects/reading/rejects-source.ts"
import type { ImportRecord } from "../../state/import-record.ts"
import { limitsPerSecond } from "../limits-per-second.ts"
import type { RunOptions } from "../run/run-options.ts"
import { retryIds } from "./decide-retry.ts"
import { leaveOutNewer } from "./leave-out-newer.ts"
import type { RetryContext } from "./retry-context.ts"

/**
 * The run of the rejects that were chosen: an import of its own, within the directory of theirs.
 *
 * @param earlier the journal of the retry before, where that was cut off
 */
export async function retryRun<Data>(
  record: ImportRecord,
  mapFunction: MapFunction<Data>,
  context: RetryContext,
  earlier: JournalEntry | undefined,
): Promise<RunOptions<Data>> {
  const { importer, isTrial, options, ownDirectory, platform, signal } = context
  const { dryRun, logger, logLevel, mapFingerprint, maxRejects = "off", onProgress } = options
  const source = rejectsSource({ filePath: ownDirectory.chosenPath }, platform.files) as DataSource<Data>
  const laterRecords = laterRecordsOf(record)
  return {
    platform,
    source: renamed(source, record.sourceName),
    importName: RETRY_NAME,
    stateDir: ownDirectory.importDirectory,
    importer,
    dryRun,
    restart: true,
    mayFailAlike: true,
    laterRecords,
    leaveOut: await leaveOutNewer(record, laterRecords, mapFunction, context),
    earlier,
    keyBefore: record.journal.kind === "entry" ? record.journal.entry.target.keyFingerprint : undefined,
    ids: retryIds(record),
    // It would be gone with the directory.
    report: isTrial && {
      limitsPerSecond: options.importer === undefined ? limitsPerSecond(options) : undefined,
    },
    maxRejects,
    onProgress,
    signal,
    logger,
    logLevel,
    mapFingerprint,
  }
}

function laterRecordsOf({ journal }: Pick<ImportRecord, "journal">): LaterRecords {
  const before = journal.kind === "entry" ? journal.entry.laterRecords : undefined
  return new LaterRecords(before as LaterRecordsSnapshot | undefined, { isRetry: true })
}

/** The same source under another name. */
function renamed<Data>(source: DataSource<Data>, name: string): DataSource<Data> {
  return Object.create(source, { name: { value: name, enumerable: true } }) as DataSource<Data>
}
