import { describe, expect, it } from "vitest"
import { newLedger } from "../../../tests/kit/new-ledger.ts"
import { plainJournalEntry } from "../../../tests/kit/plain-journal-entry.ts"
import type { LedgerCounts } from "../../accounting/ledger/ledger-snapshot.ts"
import { entryAfter } from "./entry-after.ts"

const { counts } = newLedger().snapshot()
const entry = plainJournalEntry({
  state: "finished",
  finishedAt: "2026-01-31T12:00:01.000Z",
  counts: { ...counts, imported: 5, rejected: 4, rejectedUnsent: 3 },
  rejectsBytes: { "rejects.ndjson": 90, "rejects.csv": 80 },
  ids: { scheme: 2, origin: "o", none: false },
})
const records = { read: 9, imported: 7, rejected: 2, skipped: 0, unknown: 0, pending: 0 }
const retried = plainJournalEntry({ elapsedMs: 250 })
const parts = {
  after: { records, actions: counts.actions, rejectReasons: [] },
  retried,
  written: [
    { path: "/state/users.csv/rejects.ndjson", draftPath: undefined, sizeBytes: 40, digest: "d" },
    { path: "/state/users.csv/rejects.csv", draftPath: undefined, sizeBytes: 0, digest: "e" },
  ],
  unlistedRejects: 0,
  plan: { version: 2 as const, digests: {} },
  nowMs: Date.UTC(2026, 1, 1),
}

describe("entryAfter()", () => {
  it("counts as the import stands now, and leaves it finished when it was", () => {
    const after = entryAfter(entry, parts)
    expect(after).toMatchObject({
      state: "finished",
      finishedAt: entry.finishedAt,
      updatedAt: "2026-02-01T00:00:00.000Z",
      elapsedMs: entry.elapsedMs + 250,
    })
    // No more can have failed at once than have failed.
    expect(after.counts as LedgerCounts).toMatchObject({ imported: 7, rejected: 2, rejectedUnsent: 2 })
  })

  it("names the lists that are left, and what they say", () => {
    const after = entryAfter(entry, parts)
    expect(after.rejectsBytes).toEqual({ "rejects.ndjson": 40 })
    expect(after.rejectsDigests).toEqual({ "rejects.ndjson": "d" })
  })

  it("says how many are on no list, as the retry found out", () => {
    const after = entryAfter({ ...entry, unlistedRejects: 5 }, parts)
    expect(after).not.toHaveProperty("unlistedRejects")
    expect(entryAfter(entry, { ...parts, unlistedRejects: 2 }).unlistedRejects).toBe(2)
  })

  it("knows of ids that only the retry has derived", () => {
    expect(entryAfter(entry, parts).ids).toEqual(entry.ids)
    const ids = { scheme: 2, origin: "o", none: false, derived: true } as const
    expect(entryAfter(entry, { ...parts, retried: { ...retried, ids } }).ids).toEqual(ids)
  })
})
