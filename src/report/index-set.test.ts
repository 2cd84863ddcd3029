import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { IndexSet } from "./index-set.ts"

describe("IndexSet", () => {
  it("holds what was added, and is restored from its runs", () => {
    const index = fc.integer({ min: 0, max: 130 })
    fc.assert(
      fc.property(fc.array(index, { maxLength: 200 }), (indexes) => {
        const set = new IndexSet()
        for (const each of indexes) set.add(each)
        const restored = new IndexSet(JSON.parse(JSON.stringify(set.runs())) as ReturnType<IndexSet["runs"]>)
        const expected = new Set(indexes)
        for (const each of [set, restored]) {
          expect(each.size).toBe(expected.size)
          for (let at = 0; at <= 131; at += 1) expect(each.has(at)).toBe(expected.has(at))
        }
      }),
    )
  })

  it("reads the lists of numbers that earlier releases wrote", () => {
    expect(new IndexSet([4, 0, 2]).runs()).toEqual([0, 2, 4])
  })

  it("says a hundred thousand in a few characters", () => {
    const set = new IndexSet()
    for (let index = 0; index < 100_000; index += 1) set.add(index)
    expect(set.runs()).toEqual([[0, 99_999]])
  })
})
