import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { UsageError } from "../errors.ts"
import { DEFAULT_MAX_REJECTS, rejectBudget } from "./reject-budget.ts"
import type { MaxRejects } from "./reject-budget.ts"

const at = (read: number, rejected: number, pending = 0): Parameters<ReturnType<typeof rejectBudget>>[0] => ({
  records: { read, imported: read - rejected - pending, rejected, skipped: 0, unknown: 0, pending },
  rejectedShare: read === 0 ? 0 : rejected / read,
})

describe("rejectBudget()", () => {
  it("counts rejects where it is a number", () => {
    expect([0, 1, 2].map((rejected) => rejectBudget(1)(at(5, rejected)))).toEqual([false, false, true])
    expect(rejectBudget(0)(at(5, 1))).toBe(true)
  })

  it("takes a percentage of at least a thousand settled records", () => {
    const isOver = rejectBudget("10%")
    expect([
      isOver(at(999, 999)),
      isOver(at(1_000, 100)),
      isOver(at(1_000, 101)),
      isOver(at(5_000, 600, 4_001)),
    ]).toEqual([false, false, true, false])
    expect(rejectBudget("0.5%")(at(1_000, 6))).toBe(true)
    expect(DEFAULT_MAX_REJECTS).toBe("10%")
  })

  it("is never over where it is off", () => {
    fc.assert(
      fc.property(fc.nat(), (rejected) => {
        expect(rejectBudget("off")(at(rejected, rejected))).toBe(false)
      }),
    )
  })

  it.each([
    -1,
    1.5,
    Number.NaN,
    Infinity,
    "10",
    "%",
    "101%",
    "-1%",
    "10 %",
    "1e1%",
    "none",
    "",
    true,
    {},
    [],
    "٣%",
  ])("refuses %j, and says what it takes", (max) => {
    expect(() => rejectBudget(max as MaxRejects)).toThrow(UsageError)
    expect(() => rejectBudget(max as MaxRejects)).toThrow(/^maxRejects takes a whole number/)
  })

  it("shows what it was given", () => {
    expect(() => rejectBudget(Number.NaN)).toThrow(/not NaN$/)
    expect(() => rejectBudget("10 %")).toThrow(/not "10 %"$/)
  })
})
