import { basename } from "node:path"
import type { LedgerCounts } from "../../accounting/ledger/ledger-snapshot.ts"
import type { JournalEntry } from "../../journal/journal-entry.ts"
import { isoTime } from "../../platform/iso-time.ts"
import type { ImportCounts } from "../../state/import-record.ts"
import type { RetryPlan } from "./retry-directory.ts"
import type { WrittenList } from "./merge-lists.ts"

/** The journal of an import after a retry. */
export function entryAfter(
  entry: JournalEntry,
  {
    after,
    nowMs,
    plan: { csvLayout },
    retried,
    unlistedRejects,
    written,
  }: {
    readonly after: ImportCounts
    readonly plan: RetryPlan
    readonly retried: JournalEntry
    readonly written: readonly WrittenList[]
    readonly unlistedRejects: number
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
  const { keyFingerprint } = retried.target
  const { unlistedRejects: _before, ...others } = entry
  return {
    ...others,
    target: keyFingerprint === "" ? entry.target : { ...entry.target, keyFingerprint },
    updatedAt: isoTime(nowMs),
    elapsedMs: entry.elapsedMs + retried.elapsedMs,
    counts,
    ...idsAfter(entry, retried),
    ...(retried.laterRecords === undefined ? {} : { laterRecords: retried.laterRecords }),
    rejectsBytes: Object.fromEntries(left.map(({ path, sizeBytes }) => [basename(path), sizeBytes])),
    rejectsDigests: Object.fromEntries(left.map(({ digest, path }) => [basename(path), digest])),
    ...(unlistedRejects === 0 ? {} : { unlistedRejects }),
    ...(csvLayout === undefined ? {} : { rejectsColumns: csvLayout.columns }),
  }
}

/** A retry may derive the first ids of an import. */
function idsAfter({ ids }: JournalEntry, retried: JournalEntry): Pick<JournalEntry, "ids"> {
  return ids !== undefined && retried.ids?.derived === true ? { ids: { ...ids, derived: true } } : {}
}
