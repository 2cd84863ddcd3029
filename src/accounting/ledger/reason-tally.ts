import type { Rejection } from "../../actions/outcome.ts"
import type { Position } from "../../sources/data-source.ts"
import { adviceFor } from "../advice.ts"
import type { RejectReason } from "../summary.ts"

const EXAMPLES_PER_REASON = 3
/** Codes are the server's: there may be as many as records. */
const MAX_REASONS = 100
/** Stands for the codes of all further reasons of a stage. */
const OTHERS = "others"

/** Counts failed records by reason, as lists of rejects name it, so that a summary and a list never advise two things about one record. */
export class ReasonTally {
  readonly #reasons = new Map<string, RejectReason>()
  /** What came when there were too many, by its stage. */
  readonly #others = new Map<string, RejectReason>()

  /** Goes on from what was counted before, perhaps by a release that gave other advice. */
  constructor(before: readonly RejectReason[] = []) {
    for (const reason of before) {
      const message = reason.examples[0]?.message ?? ""
      this.#add({ ...reason, advice: adviceFor({ ...reason, message }) })
    }
  }

  note({ code, message, messageParts, stage }: Rejection, { lineNumber, recordNumber }: Position): void {
    const advice = adviceFor({ stage, code, message })
    const line = lineNumber === undefined ? {} : { lineNumber }
    const parts = messageParts === undefined ? {} : { messageParts }
    const example = { recordNumber, ...line, message, ...parts }
    this.#add({ stage, code, count: 1, advice, examples: [example] })
  }

  /** The most frequent first. */
  get reasons(): readonly RejectReason[] {
    return [...this.#reasons.values(), ...this.#others.values()].toSorted(
      (one, other) => other.count - one.count,
    )
  }

  #add(given: RejectReason): void {
    const isOneTooMany = this.#reasons.size >= MAX_REASONS && !this.#reasons.has(keyOf(given))
    const isOther = isOneTooMany || given.code === OTHERS
    const reason = isOther ? asOthers(given) : given
    const reasons = isOther ? this.#others : this.#reasons
    const key = keyOf(reason)
    const known = reasons.get(key)
    reasons.set(key, known === undefined ? reason : together(known, reason))
  }
}

const keyOf = ({ advice, code, stage }: RejectReason): string => `${stage} ${code} ${advice}`

function asOthers(reason: RejectReason): RejectReason {
  return { ...reason, code: OTHERS, advice: "see the list of rejects: it gives the reason for each record" }
}

function together(known: RejectReason, more: RejectReason): RejectReason {
  const isFull = known.examples.length >= EXAMPLES_PER_REASON
  return {
    ...known,
    count: known.count + more.count,
    examples: isFull ? known.examples : [...known.examples, ...more.examples].slice(0, EXAMPLES_PER_REASON),
  }
}
