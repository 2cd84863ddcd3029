import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { timeTicks, valueTicks } from "./chart-ticks.ts"

describe("valueTicks()", () => {
  it.each([
    [0, [0, 0.25, 0.5, 0.75, 1]],
    [1, [0, 0.25, 0.5, 0.75, 1]],
    [5, [0, 2, 4, 6]],
    [10, [0, 2.5, 5, 7.5, 10]],
    [1_653, [0, 500, 1_000, 1_500, 2_000]],
    [0.3, [0, 0.1, 0.2, 0.3]],
  ])("up to %d", (most, ticks) => {
    expect(valueTicks(most, String).ticks.map(({ at }) => Number(at.toPrecision(6)))).toEqual(ticks)
  })

  it("reaches the most in two to six round ticks", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e15, noNaN: true }), (most) => {
        const { end, ticks } = valueTicks(most, String)
        expect(end).toBeGreaterThanOrEqual(most * (1 - 1e-6))
        expect(ticks.length).toBeGreaterThanOrEqual(2)
        expect(ticks.length).toBeLessThanOrEqual(6)
        expect(ticks.at(-1)?.at).toBe(end)
      }),
    )
    expect(valueTicks(Number.NaN, String).end).toBe(1)
  })
})

describe("timeTicks()", () => {
  it.each([
    [1_500, ["0", "0.5 s", "1 s", "1.5 s"]],
    [90_000, ["0", "30 s", "60 s", "90 s"]],
    [48 * 60_000, ["0", "10 min", "20 min", "30 min", "40 min"]],
    [11 * 3_600_000, ["0", "3 h", "6 h", "9 h"]],
    [60 * 3_600_000, ["0", "1 d", "2 d"]],
  ])("over %d ms", (totalMs, labels) => {
    expect(timeTicks(totalMs).ticks.map(({ label }) => label)).toEqual(labels)
  })

  it("has at most four ticks beside zero, all within", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e13, noNaN: true }), (totalMs) => {
        const { ticks } = timeTicks(totalMs)
        expect(ticks.length).toBeLessThanOrEqual(5)
        for (const { at } of ticks) expect(at).toBeLessThanOrEqual(totalMs * (1 + 1e-6))
      }),
    )
  })
})
