import type { Rejection } from "../../actions/outcome.ts"
import type { JournalEntry } from "../../journal/journal-entry.ts"
import { SettledRecords } from "../../journal/settled-records.ts"
import { isWithin } from "../../journal/record-ranges.ts"
import { underWayIn } from "../../journal/under-way.ts"
import type { FileSystem } from "../../platform/files/file-system.ts"
import type { LedgerCounts } from "../../accounting/ledger/ledger-snapshot.ts"
import { LEFT_BY_KILL } from "../../state/left-by-kill.ts"
import type { OpenRecordSnapshot } from "../../accounting/ledger/open-record.ts"
import type { SettledActionsSnapshot } from "../../accounting/ledger/settled-actions.ts"
import { madeFrom } from "../../accounting/ledger/made-from.ts"
import type { AcceptedAs } from "../../sources/data-source.ts"
import { rejectLines } from "../reading/reject-lines.ts"
import type { ScannedReject } from "../reading/scanned-reject.ts"
import { isGroup, isRecord } from "../../sources/source-data-record.ts"

/** The records that a retry ran, by their original numbers. */
export interface RetriedOrigins {
  /** Those that it has settled: all of the lines that a list had for them. */
  readonly done: ReadonlySet<number>
  /** Those that may have been applied in part, and must not be sent twice; and why that is not known. */
  readonly inDoubt: ReadonlyMap<number, Rejection>
  /** Of those that it has not settled, the actions that were accepted all the same. */
  readonly accepted: ReadonlyMap<number, AcceptedByRetry>
}

/** What was accepted of a record that a retry has not settled. */
export interface AcceptedByRetry {
  readonly accepted: SettledActionsSnapshot
  /** Missing: the retry is of an earlier release, and says of what it accepted itself only. */
  readonly acceptedAs?: AcceptedAs
}

function acceptedByRetry(
  accepted: SettledActionsSnapshot,
  { digests, places }: OpenRecordSnapshot,
  from: string | undefined,
): AcceptedByRetry {
  if (digests === undefined) return { accepted }
  const madeOf = from === undefined ? {} : { madeFrom: from }
  return { accepted, acceptedAs: { digests, ...madeOf, ...(places === undefined ? {} : { places }) } }
}

function fromOf(reject: ScannedReject | undefined, { mapFingerprint }: JournalEntry): string | undefined {
  if (!isRecord(reject?.record) && !isGroup(reject?.record)) return undefined
  return madeFrom({ position: { recordNumber: 0 }, record: reject.record }, mapFingerprint)
}

/** What a retry came to with each record, by its journal. */
export async function retriedOrigins(
  chosenPath: string,
  entry: JournalEntry,
  files: FileSystem,
): Promise<RetriedOrigins> {
  const settled = new SettledRecords(entry.settled)
  const openIn = new Map((entry.counts as LedgerCounts).open.map((one) => [one.recordNumber, one] as const))
  const sent = entry.state === "running" ? underWayIn(entry) : []
  const done = new Set<number>()
  const open = new Set<number>()
  const inDoubt = new Map<number, Rejection>()
  const accepted = new Map<number, AcceptedByRetry>()
  let row = 0
  for await (const lines of rejectLines(chosenPath, files)) {
    for (const { reject } of lines) {
      row += 1
      const number = reject?.origin?.recordNumber ?? 0
      if (number === 0) continue
      const isSettled = settled.has(row)
      ;(isSettled ? done : open).add(number)
      if (isSettled) continue
      const own = openIn.get(row)
      const unknown = own?.failures.find(({ isUnknown }) => isUnknown === true)
      const doubt = isWithin(sent, row) ? LEFT_BY_KILL : unknown
      if (doubt !== undefined) inDoubt.set(number, doubt)
      if (own?.accepted !== undefined)
        accepted.set(number, acceptedByRetry(own.accepted, own, fromOf(reject, entry)))
    }
  }
  for (const number of open) done.delete(number)
  return { done, inDoubt, accepted }
}
