import { describe, expect, it } from "vitest"
import { RecordTally } from "./record-tally.ts"

describe("RecordTally", () => {
  it("adds up: what is in no state yet is pending", () => {
    const tally = new RecordTally()
    tally.read += 10
    tally.imported += 4
    tally.rejected += 3
    tally.skipped += 1
    expect(tally.counts).toEqual({ read: 10, imported: 4, rejected: 3, skipped: 1, unknown: 0, pending: 2 })
  })

  it("goes on without what was pending, as that is read again", () => {
    const tally = new RecordTally()
    tally.read += 10
    tally.imported += 4
    expect(new RecordTally(tally.snapshot).counts).toMatchObject({ read: 4, imported: 4, pending: 0 })
  })

  it("holds what failed at once against all that was read, and what was refused against what was delivered", () => {
    const tally = new RecordTally()
    expect(tally.rejectedShare(0)).toBe(0)
    tally.read = 10_000
    tally.rejected = 1_000
    tally.rejectedUnsent = 1_000
    expect(tally.rejectedShare(0)).toBe(0.1)
    tally.rejected += 500
    tally.imported = 500
    expect(tally.rejectedShare(0)).toBeCloseTo(0.1 + 0.9 * 0.5)
    // An earlier run had read more.
    expect(tally.rejectedShare(20_000)).toBeLessThan(tally.rejectedShare(0))
  })
})
