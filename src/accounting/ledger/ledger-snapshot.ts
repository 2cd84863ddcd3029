import type { PerEndpoint } from "../../kinds/per-endpoint.ts"
import type { SettledSnapshot } from "../../journal/settled-records.ts"
import type { OpenRecordSnapshot } from "./open-record.ts"
import type { ActionCounts, RejectReason } from "../summary.ts"

/** What a ledger holds at one moment, as plain JSON: of each record that is settled the outcome, of all others nothing. */
export interface LedgerSnapshot {
  readonly settled: SettledSnapshot
  readonly counts: LedgerCounts
}

/** The part of a {@link LedgerSnapshot} that only a ledger understands. */
export interface LedgerCounts {
  readonly imported: number
  readonly rejected: number
  readonly rejectedUnsent: number
  readonly skipped: number
  readonly unknown: number
  readonly actions: PerEndpoint<ActionCounts>
  readonly reasons: readonly RejectReason[]
  /** How many actions that were accepted before were taken back, to be run again; missing: none. */
  readonly takenBack?: PerEndpoint<number>
  /** Records of which some actions are settled. */
  readonly open: readonly OpenRecordSnapshot[]
}
