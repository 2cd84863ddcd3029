import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { createdAtSeconds } from "./created-at.ts"

describe("createdAtSeconds()", () => {
  it("gives a Date in whole seconds, never later than it was", () => {
    fc.assert(
      fc.property(fc.date({ noInvalidDate: true }), (date) => {
        const seconds = createdAtSeconds(date) ?? Number.NaN
        expect(Number.isInteger(seconds)).toBe(true)
        expect(date.getTime() - seconds * 1000).toBeGreaterThanOrEqual(0)
        expect(date.getTime() - seconds * 1000).toBeLessThan(1000)
      }),
    )
  })

  it("takes seconds, zero and broken ones too, and gives whole ones", () => {
    expect([0, 1_700_000_000, 1_700_000_000.9, -1.5].map(createdAtSeconds)).toEqual([
      0, 1_700_000_000, 1_700_000_000, -2,
    ])
  })

  it("tells that none was given", () => {
    expect([createdAtSeconds(undefined), createdAtSeconds(null)]).toEqual([undefined, undefined])
  })

  it("refuses milliseconds, whatever the moment since 1973", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1e11, max: 4e12 }), (milliseconds) => {
        expect(() => createdAtSeconds(milliseconds)).toThrow(/looks like milliseconds/)
      }),
    )
  })

  it.each(["", "1700000000", "2026-01-01", Number.NaN, Infinity, 5n, {}, true])("refuses %o", (value) => {
    expect(() => createdAtSeconds(value)).toThrow(/^createdAt must be a Date or Unix seconds, not /)
  })

  it("refuses an invalid Date", () => {
    expect(() => createdAtSeconds(new Date("garbage"))).toThrow("createdAt is an invalid Date")
  })
})
