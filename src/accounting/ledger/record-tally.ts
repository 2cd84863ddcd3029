import type { LedgerCounts } from "./ledger-snapshot.ts"
import type { RecordCounts } from "../summary.ts"

/** The counts of records of which a ledger's snapshot consists. */
export type RecordTallySnapshot = Pick<
  LedgerCounts,
  "imported" | "rejected" | "rejectedUnsent" | "skipped" | "unknown"
>

/** A share of fewer records says nothing. */
const RECORDS_FOR_A_SHARE = 1_000

/** Counts records by the state that each of them ends in. */
export class RecordTally {
  read: number
  imported: number
  rejected: number
  /** Those of the rejected that held no record, or that the map function failed on. */
  rejectedUnsent: number
  skipped: number
  unknown: number

  constructor(before?: RecordTallySnapshot) {
    this.imported = before?.imported ?? 0
    this.rejected = before?.rejected ?? 0
    this.rejectedUnsent = before?.rejectedUnsent ?? 0
    this.skipped = before?.skipped ?? 0
    this.unknown = before?.unknown ?? 0
    this.read = this.#ended
  }

  get counts(): RecordCounts {
    const { imported, read, rejected, skipped, unknown } = this
    return { read, imported, rejected, skipped, unknown, pending: read - this.#ended }
  }

  /** What restores this state, but for the records that are pending. */
  get snapshot(): RecordTallySnapshot {
    const { imported, rejected, rejectedUnsent, skipped, unknown } = this
    return { imported, rejected, rejectedUnsent, skipped, unknown }
  }

  get #ended(): number {
    return this.imported + this.rejected + this.skipped + this.unknown
  }

  /**
   * The share of the records that will have been rejected if it goes on like this, from 0 to 1. What fails before it is sent is
   * known long before what is sent is settled, so that each is held against its own kind.
   *
   * @param highestSettled the highest record that is settled, in any run
   */
  rejectedShare(highestSettled: number): number {
    // What an earlier run had read and not settled counts as well: of that, only what failed at once is known.
    const read = Math.max(this.read, highestSettled)
    if (read === 0) return 0
    const refused = this.rejected - this.rejectedUnsent
    const delivered = Math.max(refused + this.imported + this.unknown, RECORDS_FOR_A_SHARE)
    const sent = read - this.rejectedUnsent - this.skipped
    return (this.rejectedUnsent + sent * (refused / delivered)) / read
  }
}
