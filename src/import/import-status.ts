import { basename } from "node:path"
import type { DeliveryStatistics } from "../delivery/delivery-statistics.ts"
import type { JournalEntry } from "../journal/journal-entry.ts"
import { shareDone } from "../journal/share-done.ts"
import { holderOfDirectory } from "../platform/files/directory-lock.ts"
import type { LockHolder } from "../platform/files/directory-lock.ts"
import { diskFileSystem } from "../platform/files/disk-file-system.ts"
import { systemClock } from "../platform/system-clock.ts"
import { countsIn, findImportRecord, readImportRecords } from "../state/import-record.ts"
import type { ImportRecord } from "../state/import-record.ts"
import { nothingImported } from "../accounting/nothing-imported.ts"
import type { RecordCounts, RejectReason, Summary } from "../accounting/summary.ts"
import { hasCsvList, rejectsListsOf } from "../rejects/lists/rejects-lists.ts"
import { isThere } from "../rejects/lists/is-there.ts"
import { RetryDirectory } from "../rejects/merge/retry-directory.ts"
import { COMMON_OPTIONS } from "./options/common-options.ts"

/** How an import stands, seen from outside, also while another process runs it. */
export interface ImportStatus {
  readonly importName: string
  readonly sourceName: string
  /** The absolute path of its file, where that is known: it tells imports of one name apart. */
  readonly sourcePath?: string
  /** `killed`: it was running, and its process is gone, or could not write down how it ended, as on a full disk: more may have been imported than `records` says; `retrying`: it is finished, and its rejects are being run again; `retry-killed`: such a retry was cut off, and what it has sent is not counted yet; `unreadable`: its journal cannot be used. */
  readonly state: "running" | "retrying" | "retry-killed" | "stopped" | "killed" | "finished" | "unreadable"
  /** Who is at it; `pid` and `host` are missing where that cannot be read. */
  readonly process?: { readonly pid?: number; readonly host?: string }
  /** What was read may be wrong, as the source turned out to be damaged: it is not gone on with, but begun anew. */
  readonly mayHaveMisread?: boolean
  /** The source was written to while it was read. */
  readonly hasSourceChanged?: boolean
  /** It reached its end, and imported nothing, so that it is not done: the same command runs it again. */
  readonly nothingImported?: Summary["nothingImported"]
  /** What is known of ids that repeat, where any do. */
  readonly ids?: Pick<NonNullable<Summary["ids"]>, "isApproximate" | "repeated">
  /** How many records that were not imported are on no list, where any are not; see `Summary`. */
  readonly unlistedRejects?: number
  /** Why it stopped, or why its journal cannot be used. */
  readonly reason?: string
  /** The code of what stopped it, such as `TOO_MANY_REJECTS`. */
  readonly stopCode?: string
  /** As of `updatedAt`: `read` counts those that are settled. */
  readonly records: RecordCounts
  /** How much of the source is done with, from 0 to 1, where that can be told. */
  readonly share?: number
  /** On average, over all its runs. */
  readonly recordsPerSecond: number
  /** The time that all its runs took together. */
  readonly elapsedMs: number
  /** ISO 8601, UTC, as the two below. */
  readonly startedAt?: string
  readonly updatedAt: string
  readonly finishedAt?: string
  readonly rejectReasons: readonly RejectReason[]
  /** Where it goes. */
  readonly baseUrl?: string
  /** What a person types to go on with it, where that is known. */
  readonly command?: string
  readonly paths: Summary["paths"] & { readonly directory: string }
}

/** Where imports keep their files. */
export interface StatusOptions {
  /** @defaultValue `.iterable-data-import` in the working directory */
  readonly stateDir?: string | undefined
}

/**
 * How an import stands: that of a name, or the one that was last at work. While it runs, its numbers are a second old.
 *
 * @returns undefined if there are none at all
 * @throws {@link UsageError} if there is none of that name; the message names those there are.
 */
export async function importStatus({
  name,
  stateDir = COMMON_OPTIONS.stateDir.default,
}: StatusOptions & { readonly name?: string | undefined } = {}): Promise<ImportStatus | undefined> {
  const record = await findImportRecord(stateDir, name, diskFileSystem)
  return record === undefined ? undefined : statusOf(record)
}

/** How all imports stand, the one that was last at work first. */
export async function importStatuses({
  stateDir = COMMON_OPTIONS.stateDir.default,
}: StatusOptions = {}): Promise<readonly ImportStatus[]> {
  const records = await readImportRecords(stateDir, diskFileSystem)
  return Promise.all(records.map(statusOf))
}

async function statusOf(found: ImportRecord): Promise<ImportStatus> {
  // Where the journal cannot be used the rest may be out of reach as well, as in the directory of another user.
  const isReadable = found.journal.kind !== "unreadable"
  const holder = isReadable ? await holderOfDirectory(found.directory, systemClock.now()) : undefined
  const retry = new RetryDirectory(found.directory, diskFileSystem)
  // A retry that has ended, and was killed while it said so.
  const merge = isReadable ? await retry.readMerge() : undefined
  const record: ImportRecord =
    merge === undefined
      ? found
      : {
          ...found,
          summary: merge.summary ?? found.summary,
          counts: merge.entry === undefined ? merge.summary : countsIn(merge.entry),
        }
  const { counts, importName, journal, sourceName, summary, updatedAt } = record
  const entry = journal.kind === "entry" ? journal.entry : undefined
  const isRetried = isReadable && merge === undefined && (await retry.readPlan()) !== undefined
  const state = stateOf(record, holder, isRetried)
  const records = counts?.records ?? NOTHING
  const { unlistedRejects = 0 } = merge?.entry ?? entry ?? summary ?? {}
  const elapsedMs = entry?.elapsedMs ?? summary?.durations.totalMs ?? 0
  const share = state === "finished" ? 1 : entry && shareDone(entry)
  const reason = reasonOf(record, state)
  const nothing =
    state === "finished" && counts !== undefined ? nothingImported({ ...counts, sourceName }) : undefined
  return {
    importName,
    sourceName,
    ...(record.sourcePath === undefined ? {} : { sourcePath: record.sourcePath }),
    state,
    ...(holder === undefined ? {} : { process: processOf(holder) }),
    ...(reason === undefined ? {} : { reason }),
    ...(state !== "stopped" || summary?.stopReason === undefined
      ? {}
      : { stopCode: summary.stopReason.code }),
    records,
    ...(share === undefined ? {} : { share }),
    recordsPerSecond: elapsedMs === 0 ? 0 : (settledOf(records) * 1_000) / elapsedMs,
    elapsedMs,
    ...startOf(record),
    updatedAt,
    ...(entry?.finishedAt === undefined ? {} : { finishedAt: entry.finishedAt }),
    rejectReasons: counts?.rejectReasons ?? [],
    ...(entry === undefined ? {} : { baseUrl: entry.target.baseUrl }),
    ...(entry?.command === undefined ? {} : { command: entry.command }),
    ...repeatedIdsIn(entry),
    ...(entry?.source.hasChanged === true ? { hasSourceChanged: true } : {}),
    ...(unlistedRejects === 0 ? {} : { unlistedRejects }),
    ...(nothing === undefined ? {} : { nothingImported: nothing }),
    ...(entry?.mayHaveMisread === true ? { mayHaveMisread: true } : {}),
    paths: await pathsOf(record, state),
  }
}

function repeatedIdsIn(entry: JournalEntry | undefined): Pick<ImportStatus, "ids"> {
  const { statistics } = (entry?.learned ?? {}) as { readonly statistics?: Partial<DeliveryStatistics> }
  const { isApproximate = false, repeated = 0 } = statistics?.ids ?? {}
  return repeated === 0 ? {} : { ids: { repeated, ...(isApproximate ? { isApproximate } : {}) } }
}

function stateOf(
  { journal, summary }: ImportRecord,
  holder: LockHolder | undefined,
  isRetried: boolean,
): ImportStatus["state"] {
  if (journal.kind === "unreadable") return "unreadable"
  const isFinished =
    journal.kind === "entry" ? journal.entry.state === "finished" : summary?.status === "completed"
  if (isFinished && isRetried) return holder === undefined ? "retry-killed" : "retrying"
  if (isFinished) return "finished"
  if (holder !== undefined) return "running"
  return journal.kind === "entry" && journal.entry.state === "running" ? "killed" : "stopped"
}

function processOf({ identity }: LockHolder): NonNullable<ImportStatus["process"]> {
  return identity === undefined ? {} : { pid: identity.pid, host: identity.host }
}

function reasonOf({ journal, summary }: ImportRecord, state: ImportStatus["state"]): string | undefined {
  if (journal.kind === "unreadable") return journal.message
  return state === "stopped" ? summary?.stopReason?.message : undefined
}

function settledOf({ pending, read }: RecordCounts = NOTHING): number {
  return read - pending
}

const NOTHING: RecordCounts = { read: 0, imported: 0, rejected: 0, skipped: 0, unknown: 0, pending: 0 }

function startOf({ journal, summary }: ImportRecord): { startedAt?: string } {
  const startedAt = journal.kind === "entry" ? journal.entry.startedAt : summary?.startedAt
  return startedAt === undefined ? {} : { startedAt }
}

/** What is there: an import that was not stopped by itself, and is not finished, has no summary of its own. */
async function pathsOf(record: ImportRecord, state: ImportStatus["state"]): Promise<ImportStatus["paths"]> {
  const { directory, journal, summary } = record
  if (journal.kind !== "entry" || state === "finished") return { directory, ...summary?.paths }
  if (state === "stopped" && summary?.startedAt === journal.entry.startedAt)
    return { directory, ...summary.paths }
  const lists = rejectsListsOf(record)
  const hasNdjson =
    basename(lists.ndjsonPath) in journal.entry.rejectsBytes &&
    (await isThere(lists.ndjsonPath, diskFileSystem))
  return {
    directory,
    ...(hasNdjson ? { rejects: lists.ndjsonPath } : {}),
    ...((await hasCsvList(record, lists, diskFileSystem)) ? { rejectsCsv: lists.csvPath } : {}),
  }
}
