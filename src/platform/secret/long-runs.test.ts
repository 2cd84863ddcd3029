import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { Characters, hasLongRun, longRuns } from "./long-runs.ts"

describe("longRuns()", () => {
  it("finds what a regular expression finds", () => {
    const digits = new Characters(/\d/)
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom("1", "2", "3", "x", "é"), maxLength: 60 }),
        fc.integer({ min: 1, max: 8 }),
        (text, fewest) => {
          const wanted = Array.from(
            text.matchAll(new RegExp(`\\d{${fewest},}`, "g")),
            ({ 0: run, index }) => [index, index + run.length],
          )
          expect(longRuns(text, fewest, digits)).toEqual(wanted)
          expect(hasLongRun(text, fewest, digits)).toBe(wanted.length > 0)
        },
      ),
      { numRuns: 1_000 },
    )
  })

  it("knows of characters that are not ASCII whether all are in the set", () => {
    expect(hasLongRun("éé日", 3, new Characters(/\W/))).toBe(true)
    expect(hasLongRun("éé日", 1, new Characters(/\w/))).toBe(false)
  })
})
