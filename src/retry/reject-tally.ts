import type { RejectionStage } from "../actions/outcome.ts"
import { ReasonTally } from "../report/reason-tally.ts"
import type { RejectReason } from "../report/summary.ts"
import type { ScannedReject } from "../sources/scanned-reject.ts"

/** Sums up the rejects of a list: why, and in which state each record is. */
export class RejectTally {
  readonly #tally = new ReasonTally()
  /** By the number of the record. */
  readonly states: Map<number, "rejected" | "unknown"> = new Map()

  note({ code, message, origin, stage, state }: ScannedReject): void {
    if (origin === undefined) return
    this.states.set(origin.recordNumber, state === "unknown" ? "unknown" : "rejected")
    this.#tally.note({ stage: stage as RejectionStage, code, message }, origin)
  }

  /** The most frequent first. */
  get reasons(): readonly RejectReason[] {
    return this.#tally.reasons
  }
}
