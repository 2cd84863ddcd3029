import type { IdWatch } from "../batches/encode-mapped.ts"
import { RepeatedIds } from "../batches/repeated-ids.ts"

/** What is known of the ids of events and purchases. */
export interface IdStatistics {
  /** How many ids were derived. */
  readonly derived: number
  /** How many were given by the map function or by a function for ids, or made of a key. */
  readonly given: number
  /** How many of those an earlier action of the same kind had too. */
  readonly repeated: number
  /** Whether that is an estimate, or does not know of those that an earlier run sent. */
  readonly isApproximate: boolean
}

/** Counts the ids of a delivery, and those that repeat: among events and among purchases, which Iterable keeps apart. */
export class IdCounter {
  #derived = 0
  #given = 0
  readonly #repeated: RepeatedIds[] = []

  /** Who is to be told of the ids of one channel. */
  watch(): IdWatch {
    const repeated = new RepeatedIds()
    this.#repeated.push(repeated)
    return {
      noteDerived: () => {
        this.#derived += 1
      },
      noteGiven: (id) => {
        this.#given += 1
        repeated.note(id)
      },
    }
  }

  get statistics(): IdStatistics {
    const counts = this.#repeated.map((repeated) => repeated.counts)
    return {
      derived: this.#derived,
      given: this.#given,
      repeated: counts.reduce((sum, { repeated }) => sum + repeated, 0),
      isApproximate: counts.some(({ isApproximate }) => isApproximate),
    }
  }
}
