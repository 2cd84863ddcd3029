import type { BatchEntry } from "../../batches/batch.ts"
import type { AttemptResult } from "../attempt/attempt.ts"

/**
 * Whether the hints of a batch's refusals are still believed: pointers, and lists of addresses.
 *
 * Whom a hint makes suspect is sent before the others, so that it is known at once whether it was right: indexes have been
 * seen to be off, and would accuse one after the other. Once a suspect was taken, halving finds whoever it is.
 */
export class PointerTrust {
  readonly #pointedAt = new Set<BatchEntry>()
  #isLost = false

  /** What is to be made of an answer to these entries. */
  weigh(result: AttemptResult, entries: readonly BatchEntry[]): AttemptResult {
    if (result.kind === "processed" && entries.some((entry) => this.#pointedAt.has(entry)))
      this.#isLost = true
    if (result.kind !== "refused" || !isByHint(result)) return result
    if (this.#isLost) return { ...result, suspects: [] }
    for (const index of result.suspects) {
      const entry = entries[index]
      if (entry !== undefined) this.#pointedAt.add(entry)
    }
    return result
  }
}

/** Whether a refusal names its culprits by their places in the request, or by their addresses. */
export function isByHint({ rejection }: Extract<AttemptResult, { kind: "refused" }>): boolean {
  return rejection.code === "BadJsonBody" || rejection.code === "InvalidEmailAddressError"
}
