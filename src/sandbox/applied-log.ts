import { NumberColumn } from "./number-column.ts"

/** What an applied record wrote, or did with a list. */
export type AppliedKind = "user" | "event" | "purchase" | "subscribe" | "unsubscribe"

/** One record that was applied, as the log keeps it. */
export interface AppliedEntry {
  /** From 1, in the order of application. */
  readonly number: number
  readonly kind: AppliedKind
  readonly requestNumber: number
  /** Where the record stood in its request, from 0. */
  readonly recordIndex: number
  /** The number of the user that it belongs to. */
  readonly userNumber: number
  /** The number of the user, event or purchase that it wrote, or of the list. */
  readonly subjectNumber: number
  /** The value of the field that the option `traceField` names. */
  readonly trace: unknown
}

const KINDS: readonly AppliedKind[] = ["user", "event", "purchase", "subscribe", "unsubscribe"]

/** Remembers every record that was applied, in order, in a few bytes each. */
export class AppliedLog {
  readonly #requestNumbers = new NumberColumn()
  readonly #recordIndexes = new NumberColumn()
  readonly #userNumbers = new NumberColumn()
  readonly #subjects = new NumberColumn()
  readonly #traces: unknown[] | null

  constructor(hasTrace: boolean) {
    this.#traces = hasTrace ? [] : null
  }

  get count(): number {
    return this.#subjects.length
  }

  add(entry: Omit<AppliedEntry, "number">): void {
    this.#requestNumbers.push(entry.requestNumber)
    this.#recordIndexes.push(entry.recordIndex)
    this.#userNumbers.push(entry.userNumber)
    this.#subjects.push(entry.subjectNumber * KINDS.length + KINDS.indexOf(entry.kind))
    this.#traces?.push(entry.trace)
  }

  *all(): IterableIterator<AppliedEntry> {
    for (let index = 0; index < this.#subjects.length; index++) {
      const subject = this.#subjects.at(index)
      yield {
        number: index + 1,
        kind: KINDS[subject % KINDS.length] ?? "user",
        requestNumber: this.#requestNumbers.at(index),
        recordIndex: this.#recordIndexes.at(index),
        userNumber: this.#userNumbers.at(index),
        subjectNumber: Math.floor(subject / KINDS.length),
        trace: this.#traces?.[index],
      }
    }
  }
}
