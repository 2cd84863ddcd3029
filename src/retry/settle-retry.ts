import { basename } from "node:path"
import { UsageError } from "../errors.ts"
import type { JournalEntry } from "../journal/journal-entry.ts"
import { isoTime } from "../platform/iso-time.ts"
import type { Platform } from "../platform/platform.ts"
import type { FileSystem } from "../platform/file-system.ts"
import { continueTextFile } from "../platform/text-file.ts"
import { drawReport } from "../report/draw-report.ts"
import { countsIn } from "../report/import-record.ts"
import type { ImportCounts, ImportRecord } from "../report/import-record.ts"
import type { LedgerCounts } from "../report/ledger.ts"
import type { ReportFrame } from "../report/report-frame.ts"
import type { KeptRunHistory } from "../report/run-history.ts"
import type { Summary } from "../report/summary.ts"
import { rejectLines } from "../sources/reject-lines.ts"
import { describeChange, fingerprintFile } from "../sources/source-fingerprint.ts"
import type { SourceFingerprint } from "../sources/source-fingerprint.ts"
import { actionCountsAfter, recordCountsAfter } from "./counts-after.ts"
import { mergeCsv } from "./merge-csv.ts"
import { mergeNdjson } from "./merge-ndjson.ts"
import { MergeParts } from "./merge-parts.ts"
import { hasCsvList } from "./rejects-lists.ts"
import type { RejectsLists } from "./rejects-lists.ts"
import type { RetryDirectory, RetryPlan } from "./retry-directory.ts"
import { applyMerge } from "./retry-merge.ts"
import type { RetryMerge } from "./retry-merge.ts"
import { retriedOrigins } from "./retried-origins.ts"

/** What a retry left behind, and of which import. */
export interface RetryToSettle {
  readonly platform: Pick<Platform, "clock" | "files">
  readonly record: ImportRecord
  readonly lists: RejectsLists
  readonly retry: RetryDirectory
  /** What the retry says of itself; undefined where it was killed. */
  readonly summary?: Summary | undefined
}

/**
 * Tells an import what its retry has done: what was imported leaves the lists of rejects, what failed again is there with its new
 * reason, and the counts are put right. What the retry has not settled, killed as it may have been, stays as it was.
 *
 * May be cut off anywhere and done again. Does nothing where there is no retry. Gives the journal of the retry, where there is one.
 *
 * @throws {@link UsageError} if what the retry left behind cannot be used.
 */
export async function settleRetry(left: RetryToSettle): Promise<JournalEntry | undefined> {
  const { platform, record, retry } = left
  const begun = await retry.readMerge()
  const load = await retry.journal.load()
  if (begun !== undefined) await applyMerge(record.directory, begun, platform.files)
  else {
    const plan = await retry.readPlan()
    if (load.kind === "unreadable")
      throw cannotTell(left, `its journal cannot be used: ${load.message}. Put back a whole one`)
    // Nothing is sent before there is a journal.
    if (plan !== undefined && load.kind === "entry") {
      const merge = await mergeOf(left, plan, load.entry)
      await retry.writeMerge(merge)
      await applyMerge(record.directory, merge, platform.files)
    }
  }
  await retry.keepLog()
  await retry.remove()
  return load.kind === "entry" ? load.entry : undefined
}

async function mergeOf(left: RetryToSettle, plan: RetryPlan, retried: JournalEntry): Promise<RetryMerge> {
  const { lists, platform, record, retry } = left
  const { clock, files } = platform
  const { done, underWay } = await retriedOrigins(plan.format, retry.chosenPath(plan.format), retried, files)
  const hasNdjson = await cutToJournal(left, retry.ndjsonPath, retried)
  const hasCsv = await cutToJournal(left, retry.csvPath, retried)
  const failed = hasNdjson ? await originsIn(retry.ndjsonPath, files) : new Set<number>()
  const partsFor = async (
    basePath: string,
    retriedPath: string | undefined,
    planned: SourceFingerprint | undefined,
  ): Promise<MergeParts> => {
    const isMended = describeChange(planned, await fingerprintFile(basePath, files)) !== undefined
    return new MergeParts({ basePath, retriedPath, done, failed, underWay, isMended })
  }
  const ndjson = await mergeNdjson(
    await partsFor(lists.ndjsonPath, hasNdjson ? retry.ndjsonPath : undefined, plan.lists.ndjson),
    files,
  )
  const csv =
    hasCsv || (await hasCsvList(record, lists, files))
      ? await mergeCsv(
          await partsFor(lists.csvPath, hasCsv ? retry.csvPath : undefined, plan.lists.csv),
          files,
        )
      : undefined
  const written = [
    { path: lists.ndjsonPath, sizeBytes: ndjson.sizeBytes },
    ...(csv === undefined ? [] : [{ path: lists.csvPath, sizeBytes: csv.sizeBytes }]),
  ]
  const journal = record.journal.kind === "entry" ? record.journal.entry : undefined
  const retriedCounts = countsIn(retried)
  const { actions, records } = record.counts ?? retriedCounts
  const after: ImportCounts = {
    records: recordCountsAfter(records, ndjson, csv, retriedCounts.records.skipped),
    actions: actionCountsAfter(actions, retriedCounts.actions, ndjson),
    rejectReasons: ndjson.after.reasons,
  }
  const summary = record.summary && summaryAfter(record.summary, after, left, written)
  const report = summary && (await reportAfter(summary, journal, clock.now()))
  return {
    version: 1,
    lists: written.map(({ path, sizeBytes }) =>
      sizeBytes === 0 ? { path } : { path, draftPath: `${path}.retry` },
    ),
    ...(journal === undefined
      ? {}
      : { entry: entryAfter(journal, { after, retried, written, nowMs: clock.now() }) }),
    ...(summary === undefined ? {} : { summary }),
    ...(report === undefined ? {} : { report }),
  }
}

type WrittenLists = readonly { readonly path: string; readonly sizeBytes: number }[]

/** Cuts off what was written later than the retry's journal; false if nothing counts. */
async function cutToJournal(left: RetryToSettle, path: string, retried: JournalEntry): Promise<boolean> {
  const keepBytes = retried.rejectsBytes[basename(path)] ?? 0
  if (keepBytes === 0) return false
  const file = await continueTextFile(path, keepBytes, left.platform.files)
  if (file === undefined) throw cannotTell(left, `${path} is missing, or has lost its end. Put it back`)
  await file.close()
  return true
}

function cannotTell({ record, retry }: RetryToSettle, why: string): UsageError {
  return new UsageError(
    `Cannot tell what the last retry of ${record.importName} has done as ${why}, or remove ${retry.path}; what it has imported is then imported once more.`,
  )
}

async function originsIn(ndjsonPath: string, files: FileSystem): Promise<ReadonlySet<number>> {
  const numbers = new Set<number>()
  for await (const lines of rejectLines(ndjsonPath, files))
    for (const { reject } of lines) numbers.add(reject?.origin?.recordNumber ?? 0)
  return numbers
}

function entryAfter(
  entry: JournalEntry,
  {
    after,
    nowMs,
    retried,
    written,
  }: {
    readonly after: ImportCounts
    readonly retried: JournalEntry
    readonly written: WrittenLists
    readonly nowMs: number
  },
): JournalEntry {
  const { actions, records, rejectReasons } = after
  const before = entry.counts as LedgerCounts
  const { imported, rejected, skipped, unknown } = records
  const counts: LedgerCounts = {
    ...before,
    imported,
    rejected,
    rejectedUnsent: Math.min(before.rejectedUnsent, rejected),
    skipped,
    unknown,
    actions,
    reasons: rejectReasons,
  }
  const left = written.filter(({ sizeBytes }) => sizeBytes > 0)
  return {
    ...entry,
    updatedAt: isoTime(nowMs),
    elapsedMs: entry.elapsedMs + retried.elapsedMs,
    counts,
    ...idsAfter(entry, retried),
    rejectsBytes: Object.fromEntries(left.map(({ path, sizeBytes }) => [basename(path), sizeBytes])),
  }
}

/** A retry may derive the first ids of an import. */
function idsAfter({ ids }: JournalEntry, retried: JournalEntry): Pick<JournalEntry, "ids"> {
  return ids !== undefined && retried.ids?.derived === true ? { ids: { ...ids, derived: true } } : {}
}

function summaryAfter(
  summary: Summary,
  after: ImportCounts,
  { lists, summary: retried }: RetryToSettle,
  written: WrittenLists,
): Summary {
  const isLeft = (listPath: string): boolean =>
    written.some(({ path, sizeBytes }) => path === listPath && sizeBytes > 0)
  const { rejects: _rejects, rejectsCsv: _rejectsCsv, ...others } = summary.paths
  const paths = {
    ...others,
    ...(isLeft(lists.ndjsonPath) ? { rejects: lists.ndjsonPath } : {}),
    ...(isLeft(lists.csvPath) ? { rejectsCsv: lists.csvPath } : {}),
  }
  if (retried === undefined) return { ...summary, ...after, paths }
  const { bytes, durations, fields, requests } = summary
  return {
    ...summary,
    ...after,
    paths,
    requests: {
      sent: requests.sent + retried.requests.sent,
      retried: requests.retried + retried.requests.retried,
      throttled: requests.throttled + retried.requests.throttled,
      repaired: requests.repaired + retried.requests.repaired,
    },
    bytes: { sent: bytes.sent + retried.bytes.sent },
    fields: {
      created: union(fields.created, retried.fields.created),
      filteredOut: union(fields.filteredOut, retried.fields.filteredOut),
    },
    durations: { ...durations, totalMs: durations.totalMs + retried.durations.totalMs },
  }
}

/** The report as the import is now; undefined where it had none, or nobody knows any more how it was drawn. */
async function reportAfter(
  summary: Summary,
  journal: JournalEntry | undefined,
  nowMs: number,
): Promise<string | undefined> {
  const { history, report: frame } = (journal?.learned ?? {}) as {
    readonly history?: KeptRunHistory
    readonly report?: ReportFrame
  }
  if (journal === undefined || frame === undefined || summary.paths.report === undefined) return undefined
  return drawReport({
    ...frame,
    // They are about the rejects.
    commands: summary.paths.rejects === undefined ? [] : frame.commands,
    summary,
    history,
    endedAt: journal.finishedAt ?? journal.updatedAt,
    retriedAt: isoTime(nowMs),
  })
}

function union(some: readonly string[], others: readonly string[]): readonly string[] {
  return [...new Set([...some, ...others])]
}
