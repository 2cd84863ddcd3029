import { describe, expect, it } from "vitest"
import { inAll } from "../../tests/kit/in-all.ts"
import { newLedger } from "../../tests/kit/new-ledger.ts"
import { plainJournalEntry } from "../../tests/kit/plain-journal-entry.ts"
import type { JournalEntry } from "../journal/journal-entry.ts"
import { isInVain } from "./is-in-vain.ts"
import type { LedgerCounts } from "./ledger/ledger-snapshot.ts"

const NOTHING: LedgerCounts = {
  imported: 0,
  rejected: 0,
  rejectedUnsent: 0,
  skipped: 0,
  unknown: 0,
  actions: inAll({ accepted: 0, rejected: 0, unknown: 0 }),
  reasons: [],
  open: [],
}
const SETTLED = { lowWater: 0, ranges: [] }
const STOPPED = plainJournalEntry({ state: "stopped", mapFingerprint: "map 1", mayHaveApplied: false })
const FINISHED: JournalEntry = { ...STOPPED, state: "finished" }
const { source, target } = STOPPED
const SAME = { source, target, mapFingerprint: "map 1" }
const OTHER_MAP = { ...SAME, mapFingerprint: "map 2" }
const ELSEWHERE = { ...SAME, target: { ...target, baseUrl: "https://api.eu.iterable.com" } }
const OTHER_KEY = { ...SAME, target: { ...target, keyFingerprint: "ffffffff" } }

const isVain = (
  entry: JournalEntry,
  now: Parameters<typeof isInVain>[2],
  counts: Partial<LedgerCounts> = {},
): boolean => isInVain(entry, newLedger({ settled: SETTLED, counts: { ...NOTHING, ...counts } }), now)

describe("isInVain()", () => {
  it("is an import that ended and applied nothing; one with rejects still waits for them where it went", () => {
    for (const now of [SAME, OTHER_MAP, OTHER_KEY, ELSEWHERE]) {
      expect(isVain(FINISHED, now, { skipped: 3 })).toBe(true)
      expect(isVain(FINISHED, now, { rejected: 3 })).toBe(now !== ELSEWHERE)
    }
  })

  it("is a stopped one that goes to another destination, or with another key, and no other", () => {
    for (const counts of [{}, { rejected: 2 }, { skipped: 2 }]) {
      expect(isVain(STOPPED, ELSEWHERE, counts)).toBe(true)
      expect(isVain(STOPPED, OTHER_KEY, counts)).toBe(true)
      expect(isVain(STOPPED, SAME, counts)).toBe(false)
    }
    const noKey = { ...SAME, target: { ...target, keyFingerprint: "" } }
    expect(isVain(STOPPED, noKey)).toBe(false)
    expect(isVain(STOPPED, OTHER_MAP)).toBe(false)
    expect(isVain(STOPPED, OTHER_MAP, { skipped: 2 })).toBe(true)
  })

  it("is a stopped one that is read otherwise, as after a wrong delimiter", () => {
    const as = (delimiter: "," | ";"): JournalEntry["source"] => ({
      ...source,
      readAs: { format: "csv", delimiter },
    })
    const now = { ...SAME, source: as(";") }
    expect(isVain({ ...STOPPED, source: as(",") }, now, { rejected: 2 })).toBe(true)
    expect(isVain({ ...STOPPED, source: as(";") }, now, { rejected: 2 })).toBe(false)
    expect(isVain({ ...STOPPED, source: as(","), mayHaveApplied: true }, now)).toBe(false)
    expect(isVain(STOPPED, now, { rejected: 2 })).toBe(false)
  })

  it("is a stopped one that declares other decimals", () => {
    expect(isVain({ ...STOPPED, decimals: ["score"] }, SAME)).toBe(true)
    expect(isVain(STOPPED, { ...SAME, decimals: ["score"] })).toBe(true)
    expect(isVain({ ...STOPPED, decimals: ["b", "a"] }, { ...SAME, decimals: ["a", "b"] })).toBe(false)
  })

  it("is none where something was applied, or may have been", () => {
    const { mayHaveApplied: _, ...older } = STOPPED
    for (const entry of [
      { ...STOPPED, state: "running" as const },
      { ...STOPPED, mayHaveApplied: true },
      { ...STOPPED, underWay: [[1, 2]] as const },
      older,
    ])
      for (const now of [ELSEWHERE, OTHER_KEY]) expect(isVain(entry, now)).toBe(false)
    const { actions } = NOTHING
    const accepted = { ...actions, events: { accepted: 1, rejected: 0, unknown: 0 } }
    for (const entry of [STOPPED, FINISHED])
      for (const counts of [{ imported: 1 }, { unknown: 1 }, { rejected: 1, actions: accepted }])
        for (const now of [SAME, ELSEWHERE, OTHER_KEY]) expect(isVain(entry, now, counts)).toBe(false)
  })
})
