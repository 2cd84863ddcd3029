import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { backoffMs, soonMs } from "./backoff.ts"

describe("backoffMs()", () => {
  it("is anything up to a ceiling that doubles from one second to one minute", () => {
    const almostOne = 1 - Number.EPSILON
    expect([1, 2, 3, 6, 7, 8, 50].map((failures) => backoffMs(failures, () => almostOne))).toEqual([
      1_000, 2_000, 4_000, 32_000, 60_000, 60_000, 60_000,
    ])
    expect(backoffMs(5, () => 0)).toBe(0)
    expect(backoffMs(2, () => 0.5)).toBe(1_000)
  })

  it("is a sensible wait for any number of failures", () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 1e9 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (failures, chance) => {
          const waitMs = backoffMs(failures, () => chance)
          expect(Number.isInteger(waitMs)).toBe(true)
          expect(waitMs).toBeGreaterThanOrEqual(0)
          expect(waitMs).toBeLessThanOrEqual(60_000)
        },
      ),
    )
  })
})

describe("soonMs()", () => {
  it("is anything up to a quarter of a second three times, and then up to a ceiling that doubles to one minute", () => {
    const almostOne = 1 - Number.EPSILON
    expect([1, 2, 3, 4, 5, 11, 12, 50].map((failures) => soonMs(failures, () => almostOne))).toEqual([
      250, 250, 250, 500, 1_000, 60_000, 60_000, 60_000,
    ])
    expect(soonMs(5, () => 0)).toBe(0)
    expect(soonMs(2, () => 0.5)).toBe(125)
  })
})
