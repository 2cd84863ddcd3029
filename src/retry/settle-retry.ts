import { basename, resolve } from "node:path"
import { UsageError } from "../errors.ts"
import { FieldNames } from "../delivery/field-names.ts"
import type { JournalEntry } from "../journal/journal-entry.ts"
import { underWayIn } from "../journal/under-way.ts"
import { digestFile } from "../platform/digest-file.ts"
import { isoTime } from "../platform/iso-time.ts"
import type { Platform } from "../platform/platform.ts"
import { continueTextFile } from "../platform/text-file.ts"
import { drawReport } from "../report/draw-report.ts"
import { countsIn } from "../report/import-record.ts"
import type { ImportCounts, ImportRecord } from "../report/import-record.ts"
import type { LedgerCounts } from "../report/ledger.ts"
import type { ReportFrame } from "../report/report-frame.ts"
import type { KeptRunHistory } from "../report/run-history.ts"
import type { Summary } from "../report/summary.ts"
import { actionCountsAfter, recordCountsAfter, settledActionCounts } from "./counts-after.ts"
import { planOfEarlier } from "./plan-of-earlier.ts"
import { gatherList } from "./gather-list.ts"
import { keepAside } from "./keep-aside.ts"
import { afterLostRetry, isLostAndDoubles } from "./lost-retry.ts"
import { mergeLists } from "./merge-lists.ts"
import type { WrittenList } from "./merge-lists.ts"
import type { ChosenList, RejectsLists } from "./rejects-lists.ts"
import type { RetryDirectory, RetryPlan } from "./retry-directory.ts"
import { applyMerge, isOvertaken } from "./retry-merge.ts"
import type { RetryMerge } from "./retry-merge.ts"
import { retriedOrigins } from "./retried-origins.ts"

/** What a retry left behind, and of which import. */
export interface RetryToSettle {
  readonly platform: Pick<Platform, "clock" | "files">
  readonly record: ImportRecord
  readonly lists: RejectsLists
  readonly retry: RetryDirectory
  /** The list that somebody named: of two that were both changed, that one counts. */
  readonly from?: string | undefined
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
  if (begun !== undefined && !(await isOvertaken(begun, platform.files)))
    await applyMerge(record.directory, begun, platform.files)
  else {
    const noted = await retry.readPlan()
    if (load.kind === "unreadable")
      throw cannotTell(left, `its journal cannot be used: ${load.message}. Put back a whole one`)
    if (noted === undefined && load.kind === "entry" && isLostAndDoubles(load.entry))
      throw new UsageError(afterLostRetry(record.importName, retry))
    // Nothing is sent before there is a journal.
    if (noted !== undefined && load.kind === "entry" && !hasSkippedAll(load.entry)) {
      const plan = noted.version === 1 ? await planOfEarlier(left, noted, platform.files) : noted
      const merge = await mergeOf(left, { plan, begun }, load.entry)
      await retry.writeMerge(merge)
      await applyMerge(record.directory, merge, platform.files)
    }
  }
  await retry.keepLog()
  await retry.remove()
  return load.kind === "entry" ? load.entry : undefined
}

/** What was planned, and what of it was begun, and then overtaken by a person. */
interface Planned {
  readonly plan: RetryPlan
  readonly begun: RetryMerge | undefined
}

async function mergeOf(left: RetryToSettle, planned: Planned, retried: JournalEntry): Promise<RetryMerge> {
  const { plan } = planned
  const { lists, platform, record, retry } = left
  const { clock, files } = platform
  const merged = await mergeLists(
    {
      ...(await retriedOrigins(retry.chosenPath, retried, files)),
      isChanged: await gatherAnew(left, planned),
      gatheredPath: retry.gatheredPath,
      retriedPath: (await cutToJournal(left, retry.ndjsonPath, retried)) ? retry.ndjsonPath : undefined,
      ndjsonPath: lists.ndjsonPath,
      csv: plan.csvLayout && { path: lists.csvPath, layout: plan.csvLayout },
      chosenPath: retry.chosenPath,
      sentPath: retry.sentPath,
      mayHaveApplied: mayHaveApplied(retried),
      isWithoutIds: retried.ids?.none === true,
    },
    files,
  )
  const { written } = merged
  const replacing = written.map(async ({ digest, draftPath, path }) => {
    const before = await digestFile(path, files)
    return draftPath === undefined ? { path, before } : { path, draftPath, before, after: digest }
  })
  const journal = record.journal.kind === "entry" ? record.journal.entry : undefined
  const retriedCounts = countsIn(retried)
  const { open, takenBack } = retried.counts as LedgerCounts
  const settledActions = settledActionCounts({ actions: retriedCounts.actions, open })
  const { actions, records } = record.counts ?? retriedCounts
  const after: ImportCounts = {
    records: recordCountsAfter(records, merged, retriedCounts.records.skipped - merged.keptSkipped),
    actions: actionCountsAfter(actions, settledActions, takenBack, merged),
    rejectReasons: merged.after.reasons,
  }
  const summary = record.summary && summaryAfter(record.summary, after, left, written)
  const report = summary && (await reportAfter(summary, journal, clock.now()))
  return {
    version: 1,
    lists: await Promise.all(replacing),
    ...(journal === undefined
      ? {}
      : { entry: entryAfter(journal, { after, retried, written, plan, nowMs: clock.now() }) }),
    ...(summary === undefined ? {} : { summary }),
    ...(report === undefined ? {} : { report }),
  }
}

/** Gathers the rejects once more where a person has changed a list since the retry began; says whether that is so. */
async function gatherAnew(
  { from, lists, platform: { files }, record, retry }: RetryToSettle,
  { begun, plan: { csvLayout, digests } }: Planned,
): Promise<boolean> {
  const isChanged = async (path: string, before: string | undefined): Promise<boolean> => {
    const now = await digestFile(path, files)
    const written = begun?.lists.find((list) => list.path === path)?.after
    return now !== undefined && now !== before && now !== written
  }
  const changed: ChosenList[] = []
  if (await isChanged(lists.ndjsonPath, digests.ndjson))
    changed.push({ path: lists.ndjsonPath, format: "ndjson" })
  if (await isChanged(lists.csvPath, digests.csv)) changed.push({ path: lists.csvPath, format: "csv" })
  if (changed.length === 0) return false
  const named = changed.filter(({ path }) => from !== undefined && resolve(path) === resolve(from))
  const anewPath = `${retry.gatheredPath}.anew`
  const { gatheredPath: knownPath } = retry
  const counting = named.length > 0 ? named : changed
  for (const list of changed) if (!counting.includes(list)) await keepAside(list.path, files)
  const { sourceName } = record
  const csvColumns = csvLayout?.columns
  await gatherList({ lists: counting, knownPath, csvColumns, toPath: anewPath, sourceName }, files)
  await files.rename(anewPath, knownPath)
  return true
}

type WrittenLists = readonly WrittenList[]

/** A map function that returned nothing for any of the rejects, killed or not, is no reason to let them go. */
function hasSkippedAll(retried: JournalEntry): boolean {
  const { pending, read, skipped } = countsIn(retried).records
  const { open } = retried.counts as LedgerCounts
  return read > 0 && skipped + pending === read && open.length === 0 && underWayIn(retried).length === 0
}

/** Whether a retry may have applied what it has not counted, under ids that it has derived. Those of earlier imports are not made of ordinals alone. */
function mayHaveApplied({ ids, mayHaveApplied: isSaid, state }: JournalEntry): boolean {
  return ids !== undefined && ids.none !== true && (state === "running" || isSaid !== false)
}

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

function entryAfter(
  entry: JournalEntry,
  {
    after,
    nowMs,
    plan: { csvLayout },
    retried,
    written,
  }: {
    readonly after: ImportCounts
    readonly plan: RetryPlan
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
    ...(retried.laterRecords === undefined ? {} : { laterRecords: retried.laterRecords }),
    rejectsBytes: Object.fromEntries(left.map(({ path, sizeBytes }) => [basename(path), sizeBytes])),
    rejectsDigests: Object.fromEntries(left.map(({ digest, path }) => [basename(path), digest])),
    ...(csvLayout === undefined ? {} : { rejectsColumns: csvLayout.columns }),
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
    fields: fieldsAfter(fields, retried.fields),
    durations: { ...durations, totalMs: durations.totalMs + retried.durations.totalMs },
  }
}

/** The report as the import is now; undefined where it had none, or nobody knows how it was drawn. */
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

function fieldsAfter(some: Summary["fields"], others: Summary["fields"]): Summary["fields"] {
  const created = new FieldNames(some.created, some.hasMoreCreated === true || others.hasMoreCreated)
  const filteredOut = new FieldNames(
    some.filteredOut,
    some.hasMoreFilteredOut === true || others.hasMoreFilteredOut,
  )
  created.add(others.created)
  filteredOut.add(others.filteredOut)
  return {
    created: created.names,
    ...(created.hasMore === undefined ? {} : { hasMoreCreated: true }),
    filteredOut: filteredOut.names,
    ...(filteredOut.hasMore === undefined ? {} : { hasMoreFilteredOut: true }),
  }
}
