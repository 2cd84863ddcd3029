import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { RepeatedIds } from "./repeated-ids.ts"

const noted = (ids: Iterable<string>, counter = new RepeatedIds()): RepeatedIds => {
  for (const id of ids) counter.note(id)
  return counter
}
function* numbered(count: number, prefix = "order-"): Generator<string> {
  for (let n = 0; n < count; n += 1) yield `${prefix}${n}`
}

describe("RepeatedIds", () => {
  it("counts as a set does", () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-c0-9-]{0,3}$/), { maxLength: 300 }), (ids) => {
        expect(noted(ids).counts).toEqual({ repeated: ids.length - new Set(ids).size, isApproximate: false })
      }),
    )
  })

  it("is exact for a million different ids, which look much alike", () => {
    const counter = noted(numbered(1_000_000))
    expect(counter.counts).toEqual({ repeated: 0, isApproximate: false })
    noted(numbered(3_000), counter)
    expect(counter.counts).toEqual({ repeated: 3_000, isApproximate: false })
  })

  it("is about right beyond, says so, and claims nothing that chance could give", () => {
    const counter = new RepeatedIds(1_000, 2 ** 20)
    noted(numbered(200_000), counter)
    expect(counter.counts).toEqual({ repeated: 0, isApproximate: true })
    // Some of those that are counted exactly, and some of those that are not.
    noted(numbered(31_000), counter)
    const { repeated } = counter.counts
    expect(repeated).toBeGreaterThan(29_500)
    expect(repeated).toBeLessThan(32_500)
  })

  it("says of each id whether it came before: for certain as long as few came, then perhaps", () => {
    const counter = new RepeatedIds(3, 2 ** 10)
    noted(["a"], counter)
    const found = Array.from("abbcdda", (id) => counter.look(id)).join(" ")
    expect(found).toBe("yes no yes no no perhaps yes")
    expect(counter.counts).toMatchObject({ isApproximate: true })
  })
})
