import type { RejectionStage } from "../actions/outcome.ts"
import { adviceFor } from "../report/advice.ts"
import type { RejectReason } from "../report/summary.ts"
import type { ScannedReject } from "../sources/scanned-reject.ts"

const EXAMPLES_PER_REASON = 3

/** Sums up the rejects of a list: why, and in which state each record is. */
export class RejectTally {
  readonly #reasons = new Map<string, { -readonly [K in keyof RejectReason]: RejectReason[K] }>()
  /** By the number of the record. */
  readonly states: Map<number, "rejected" | "unknown"> = new Map()

  note({ code, message, origin, stage: stageText, state }: ScannedReject): void {
    if (origin === undefined) return
    const { lineNumber, recordNumber } = origin
    const stage = stageText as RejectionStage
    this.states.set(recordNumber, state === "unknown" ? "unknown" : "rejected")
    const key = `${stage} ${code}`
    const reason = this.#reasons.get(key) ?? {
      stage,
      code,
      count: 0,
      advice: adviceFor({ stage, code }),
      examples: [],
    }
    reason.count += 1
    const example = { recordNumber, ...(lineNumber === undefined ? {} : { lineNumber }), message }
    if (reason.examples.length < EXAMPLES_PER_REASON) reason.examples = [...reason.examples, example]
    this.#reasons.set(key, reason)
  }

  /** The most frequent first. */
  get reasons(): readonly RejectReason[] {
    return [...this.#reasons.values()].toSorted((one, other) => other.count - one.count)
  }
}
