import type { JournalEntry } from "./journal-entry.ts"
import type { RecordRanges } from "./record-ranges.ts"

/** Records, noted together as one request is about to carry them. */
interface Note {
  readonly recordNumbers: readonly number[]
  /** All before this one are settled. */
  next: number
}

/** Which records may be under way to where they must not arrive twice: noted before they are sent, forgotten once they are settled. */
export class UnderWay {
  #notes: Note[] = []
  #before: RecordRanges

  /** @param before what an earlier run left in doubt; it stays so until it is settled */
  constructor(before: RecordRanges = []) {
    this.#before = before
  }

  note(recordNumbers: readonly number[]): void {
    this.#notes.push({ recordNumbers, next: 0 })
  }

  /** What may be under way now. */
  ranges(isSettled: (recordNumber: number) => boolean): RecordRanges {
    for (const note of this.#notes)
      while (isSettled(note.recordNumbers[note.next] ?? Infinity)) note.next += 1
    this.#notes = this.#notes.filter(({ next, recordNumbers }) => next < recordNumbers.length)
    const singles = this.#notes.flatMap(({ next, recordNumbers }) => inRuns(recordNumbers.slice(next)))
    return merged([...this.rangesBefore(isSettled), ...singles])
  }

  /** What an earlier run left in doubt, and this one has not settled. */
  rangesBefore(isSettled: (recordNumber: number) => boolean): RecordRanges {
    this.#before = this.#before.flatMap(([from, to]): RecordRanges => {
      let open = from
      while (open <= to && isSettled(open)) open += 1
      return open > to ? [] : [[open, to]]
    })
    return this.#before
  }
}

/** The records that may have been sent by the run that left a journal; earlier releases noted the last one that was read. */
export function underWayIn({ takenUpTo = 0, underWay = [] }: JournalEntry): RecordRanges {
  return takenUpTo === 0 ? underWay : merged([[1, takenUpTo], ...underWay])
}

function inRuns(recordNumbers: readonly number[]): [from: number, to: number][] {
  const runs: [from: number, to: number][] = []
  for (const recordNumber of recordNumbers) {
    const last = runs.at(-1)
    if (last !== undefined && recordNumber >= last[0] && recordNumber <= last[1] + 1)
      last[1] = Math.max(last[1], recordNumber)
    else runs.push([recordNumber, recordNumber])
  }
  return runs
}

function merged(ranges: RecordRanges): RecordRanges {
  const apart: [from: number, to: number][] = []
  for (const [from, to] of ranges.toSorted(([one], [other]) => one - other)) {
    const last = apart.at(-1)
    if (last !== undefined && from <= last[1] + 1) last[1] = Math.max(last[1], to)
    else apart.push([from, to])
  }
  return apart
}
