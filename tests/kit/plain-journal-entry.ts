import type { JournalEntry } from "../../src/journal/journal-entry.ts"

/** A journal entry with nothing remarkable, but for what is given. */
export function plainJournalEntry(given: Partial<JournalEntry> = {}): JournalEntry {
  return {
    version: 1,
    importName: "users.csv",
    state: "running",
    startedAt: "2026-01-31T12:00:00.000Z",
    updatedAt: "2026-01-31T12:00:01.000Z",
    elapsedMs: 1_000,
    source: { name: "users.csv", fingerprint: { sizeBytes: 20, modifiedMs: 5.5, head: "ab", tail: "cd" } },
    target: { baseUrl: "https://api.iterable.com", keyFingerprint: "0123abcd" },
    settled: { lowWater: 0, ranges: [] },
    counts: { read: 0 },
    rejectsBytes: { "rejects.ndjson": 0 },
    learned: {},
    ...given,
  }
}
