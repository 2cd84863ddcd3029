import { NumberColumn } from "./number-column.ts"

/** One record that was applied, as the log keeps it. */
export interface LoggedRecord {
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

/** Remembers every record that was applied, in order, in a few bytes each. */
export class AppliedLog {
  readonly #requestNumbers = new NumberColumn()
  readonly #recordIndexes = new NumberColumn()
  readonly #userNumbers = new NumberColumn()
  readonly #subjectNumbers = new NumberColumn()
  readonly #traces: unknown[] | null

  constructor(hasTrace: boolean) {
    this.#traces = hasTrace ? [] : null
  }

  get count(): number {
    return this.#requestNumbers.length
  }

  add(record: LoggedRecord): void {
    this.#requestNumbers.push(record.requestNumber)
    this.#recordIndexes.push(record.recordIndex)
    this.#userNumbers.push(record.userNumber)
    this.#subjectNumbers.push(record.subjectNumber)
    this.#traces?.push(record.trace)
  }

  *all(): IterableIterator<LoggedRecord> {
    for (let index = 0; index < this.count; index++) {
      yield {
        requestNumber: this.#requestNumbers.at(index),
        recordIndex: this.#recordIndexes.at(index),
        userNumber: this.#userNumbers.at(index),
        subjectNumber: this.#subjectNumbers.at(index),
        trace: this.#traces?.[index],
      }
    }
  }
}
