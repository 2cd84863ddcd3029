import { expect, it } from "vitest"
import { newLedger } from "../../../tests/kit/new-ledger.ts"
import { plainJournalEntry } from "../../../tests/kit/plain-journal-entry.ts"
import type { JournalEntry } from "../../journal/journal-entry.ts"
import { hasSkippedAll } from "./merge-retry.ts"

const { counts } = newLedger().snapshot()
const entry = (skipped: number, given: Partial<JournalEntry> = {}): JournalEntry =>
  plainJournalEntry({
    counts: { ...counts, skipped },
    settled: { lowWater: skipped, ranges: [] },
    ...given,
  })

it.each<[string, JournalEntry, boolean]>([
  ["nothing was read", entry(0), false],
  ["all was skipped", entry(3), true],
  ["some was imported", entry(3, { counts: { ...counts, skipped: 3, imported: 1 } }), false],
  ["some may be under way", entry(3, { underWay: [[4, 4]] }), false],
  [
    "a record is open",
    entry(3, { counts: { ...counts, skipped: 3, open: [{ recordNumber: 4, failures: [] }] } }),
    false,
  ],
])("hasSkippedAll() knows a map function that returned nothing: %s", (_, retried, expected) => {
  expect(hasSkippedAll(retried)).toBe(expected)
})
