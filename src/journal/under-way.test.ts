import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { plainJournalEntry } from "../../tests/kit/plain-journal-entry.ts"
import { isWithin } from "./record-ranges.ts"
import { UnderWay, underWayIn } from "./under-way.ts"
import type { RecordRanges } from "./record-ranges.ts"

const nothing = (): boolean => false
const numbersIn = (ranges: RecordRanges): number[] =>
  Array.from({ length: 60 }, (_, index) => index).filter((number) => isWithin(ranges, number))

describe("UnderWay", () => {
  it("holds exactly what was noted and is not settled, and what is left of an earlier run's doubts, apart and in order", () => {
    const numbers = fc.array(fc.integer({ min: 1, max: 50 }), { maxLength: 30 })
    fc.assert(
      fc.property(fc.array(numbers, { maxLength: 5 }), numbers, (notes, settled) => {
        const underWay = new UnderWay()
        for (const note of notes) underWay.note(note)
        const ranges = underWay.ranges((number) => settled.includes(number))
        const open = [...new Set(notes.flat())].filter((number) => !settled.includes(number))
        const found = numbersIn(ranges)
        // What is settled in the midst of a request may be named still.
        expect(found).toEqual(expect.arrayContaining(open))
        expect(notes.flat()).toEqual(expect.arrayContaining(found))
        for (const [index, [from, to]] of ranges.entries()) {
          expect(from).toBeLessThanOrEqual(to)
          expect(from).toBeGreaterThan((ranges[index - 1]?.[1] ?? -1) + 1)
        }
      }),
    )
  })

  it("forgets a request once all of it is settled", () => {
    const underWay = new UnderWay()
    underWay.note([1, 2, 5])
    underWay.note([3, 4])
    expect(underWay.ranges(nothing)).toEqual([[1, 5]])
    expect(underWay.ranges((number) => number <= 2 || number === 5)).toEqual([[3, 4]])
  })

  it("keeps what an earlier run left in doubt until it is settled", () => {
    const underWay = new UnderWay([
      [1, 4],
      [8, 9],
    ])
    underWay.note([6])
    expect(underWay.ranges(nothing)).toEqual([
      [1, 4],
      [6, 6],
      [8, 9],
    ])
    // Both ends settled say nothing of what stands between them.
    expect(underWay.rangesBefore((number) => number === 1 || number === 4)).toEqual([
      [2, 4],
      [8, 9],
    ])
    expect(underWay.rangesBefore((number) => number <= 4)).toEqual([[8, 9]])
  })
})

describe("underWayIn()", () => {
  it("reads what earlier releases noted: the last record that was read ahead", () => {
    expect(underWayIn(plainJournalEntry({ takenUpTo: 7 }))).toEqual([[1, 7]])
    expect(underWayIn(plainJournalEntry({ underWay: [[3, 4]] }))).toEqual([[3, 4]])
    expect(underWayIn(plainJournalEntry())).toEqual([])
  })
})
