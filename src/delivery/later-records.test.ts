import { describe, expect, it } from "vitest"
import { identityMarks } from "../batches/identity-marks.ts"
import type { Identity } from "../actions/identity.ts"
import { LaterRecords } from "./later-records.ts"

const user = (email?: string, userId?: string): Identity => ({
  email,
  userId,
  newEmail: undefined,
  newUserId: undefined,
})
const ADA = user("ada@example.com")
const at = (recordNumber: number): { recordNumber: number; lineNumber: number } => ({
  recordNumber,
  lineNumber: recordNumber + 1,
})

/** What a later process remembers. */
function resumed(later: LaterRecords, options?: { isRetry: boolean }): LaterRecords {
  const text = JSON.stringify(later.snapshot() ?? { users: [] })
  return new LaterRecords(JSON.parse(text) as ReturnType<LaterRecords["snapshot"]>, options)
}

describe("LaterRecords", () => {
  it("is concerned with nobody, and remembers nothing, while nothing has failed", () => {
    const later = new LaterRecords()
    expect(later.concerns(identityMarks(ADA))).toBe(false)
    later.imported(ADA, at(7))
    expect(later.snapshot()).toBeUndefined()
    expect(later.after(ADA, at(5))).toMatchObject({ newer: undefined, isComplete: false })
  })

  it("remembers the last record about a user after one that failed, also in a later process", () => {
    const later = new LaterRecords()
    later.failed(ADA, at(5))
    expect(later.concerns([1, ...identityMarks(ADA)])).toBe(true)
    expect(later.concerns([1])).toBe(false)
    expect(later.after(ADA, at(5))).toMatchObject({ newer: undefined, isComplete: true })
    later.imported(user("ADA@example.com", "u1"), at(9))
    later.imported(ADA, at(7))
    for (const one of [later, resumed(later), resumed(resumed(later))]) {
      expect(one.concerns(identityMarks(ADA))).toBe(true)
      expect(one.after(ADA, at(5))).toMatchObject({ newer: at(9), isComplete: true })
      expect(one.after(ADA, at(9))).toMatchObject({ newer: undefined, isComplete: true })
    }
  })

  it("does not claim to know what came before the first record that failed", () => {
    const later = new LaterRecords()
    later.failed(ADA, at(5))
    expect(later.after(ADA, at(2)).isComplete).toBe(false)
    later.failed(ADA, at(3))
    later.failed(ADA, at(8))
    expect(later.after(ADA, at(3)).isComplete).toBe(true)
  })

  it("knows a user only if it knows each of the identifiers", () => {
    const later = new LaterRecords()
    later.failed(user("ada@example.com", "u1"), at(5))
    expect(later.after(user("ada@example.com", "u2"), at(5)).isComplete).toBe(false)
    later.imported(user(undefined, "u1"), at(6))
    expect(later.after(user("ada@example.com", "u1"), at(5))).toMatchObject({
      newer: at(6),
      isComplete: true,
    })
    expect(later.after(ADA, at(5))).toMatchObject({ newer: undefined, isComplete: true })
  })

  it("remembers all that a retry imports, and learns nothing of the source from what fails there", () => {
    const later = resumed(new LaterRecords(), { isRetry: true })
    expect(later.concerns(identityMarks(ADA))).toBe(true)
    later.failed(ADA, at(1))
    expect(later.after(ADA, at(1)).isComplete).toBe(false)
    later.imported(ADA, at(4))
    const next = resumed(later, { isRetry: true })
    expect(next.after(ADA, at(1))).toMatchObject({ newer: at(4), isComplete: false })
    expect(next.after(ADA, at(4)).isComplete).toBe(false)
    expect([...next.recordNumbers]).toEqual([4])
  })

  it("is bounded, and says of nobody beyond the bound that it knows all", () => {
    const later = new LaterRecords()
    const many = Array.from({ length: 10_001 }, (_, index) => user(`u${index}@example.com`))
    for (const one of many) later.failed(one, at(5))
    expect(later.snapshot()?.users).toHaveLength(10_000)
    expect(later.snapshot()?.forgottenUpTo).toBeUndefined()
    expect(many.map((one) => later.after(one, at(5)).isComplete).indexOf(false)).toBe(10_000)
    expect(many.some((one) => later.after(one, at(5)).isForgotten)).toBe(false)
  })

  it("says of whom a retry before may have imported something that is forgotten", () => {
    const later = new LaterRecords(undefined, { isRetry: true })
    const many = Array.from({ length: 10_001 }, (_, index) => user(`u${index}@example.com`))
    for (const one of many) later.imported(one, at(5))
    expect(later.snapshot()?.forgottenUpTo).toBe(5)
    const firstForgotten = (one: LaterRecords, recordNumber: number): number =>
      many.map((each) => one.after(each, at(recordNumber)).isForgotten).indexOf(true)
    for (const one of [resumed(later, { isRetry: true }), resumed(later)]) {
      expect(firstForgotten(one, 4)).toBe(10_000)
      expect(firstForgotten(one, 5)).toBe(-1)
    }
    // It runs its rejects in their order: what it imported itself comes earlier.
    expect(firstForgotten(later, 4)).toBe(-1)
  })
})
