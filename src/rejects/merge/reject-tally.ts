import type { RejectionStage } from "../../actions/outcome.ts"
import { ReasonTally } from "../../accounting/ledger/reason-tally.ts"
import type { RejectReason } from "../../accounting/summary.ts"
import type { ScannedReject } from "../reading/scanned-reject.ts"

/** Sums up the rejects of a list: why, and in which state each record is. */
export class RejectTally {
  readonly #tally = new ReasonTally()
  /** By the number of the record. */
  readonly states: Map<number, "rejected" | "unknown"> = new Map()

  note({ code, message, messageParts, origin, stage, state }: ScannedReject): void {
    if (origin === undefined) return
    this.states.set(origin.recordNumber, state === "unknown" ? "unknown" : "rejected")
    this.#tally.note({ stage: stage as RejectionStage, code, message, messageParts }, origin)
  }

  /** The most frequent first. */
  get reasons(): readonly RejectReason[] {
    return this.#tally.reasons
  }
}
