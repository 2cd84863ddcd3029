import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { MarkSet } from "./mark-set.ts"

const INT32 = { min: -(2 ** 31), max: 2 ** 31 - 1 }
/** Few enough that marks come twice, and such that crowd in neighbouring slots. */
const mark = fc.oneof(
  fc.integer({ min: 1, max: 40 }),
  fc.integer({ min: -20, max: -1 }).map((near) => near * 2 ** 20),
  fc.integer(INT32).filter((value) => value !== 0),
)

describe("MarkSet", () => {
  it("holds what a Set holds, whatever is added and deleted", () => {
    const operation = fc.record({ add: fc.boolean(), mark })
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 400 }), fc.array(mark), (operations, others) => {
        const marks = new MarkSet()
        const expected = new Set<number>()
        for (const { add, mark: value } of operations) {
          if (add) marks.add(value)
          else marks.delete(value)
          if (add) expected.add(value)
          else expected.delete(value)
          expect(marks.size).toBe(expected.size)
        }
        for (const value of [...others, ...operations.map((done) => done.mark)])
          expect(marks.has(value)).toBe(expected.has(value))
      }),
    )
  })

  it("grows, and shrinks to nothing again", () => {
    const marks = new MarkSet()
    const values = Array.from({ length: 50_000 }, (_, index) => Math.imul(index + 1, 0x01000193))
    for (const value of values) marks.add(value)
    expect(marks.size).toBe(50_000)
    expect(values.every((value) => marks.has(value))).toBe(true)
    for (const value of values) marks.delete(value)
    expect(marks.size).toBe(0)
    expect(values.some((value) => marks.has(value))).toBe(false)
  })

  it("never takes 0 for missing once it was added, as a user must not be overlooked", () => {
    const marks = new MarkSet()
    marks.add(0)
    expect(marks.has(0)).toBe(true)
  })
})
