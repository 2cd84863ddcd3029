import { expect, it } from "vitest"
import { plainJournalEntry } from "../../tests/kit/plain-journal-entry.ts"
import type { JournalEntry } from "./journal-entry.ts"
import { shareDone } from "./share-done.ts"

const shareOf = (given: Partial<JournalEntry>): number | undefined =>
  shareDone(plainJournalEntry({ source: { name: "a.csv", sizeBytes: 310 }, ...given }))

it("reckons with all that is settled, though reading goes on before it", () => {
  const reached = { recordNumber: 30, byteOffset: 300 }
  const settled = { lowWater: 10, ranges: [[13, 17]] as const }
  expect(shareOf({ settled: { lowWater: 10, ranges: [] }, reached })).toBeCloseTo(10 / 30, 2)
  expect(shareOf({ settled, reached, position: { recordNumber: 1, byteOffset: 12 } })).toBeCloseTo(15 / 30, 2)
})

it("is none where nothing is settled, though the first record stands behind a header", () => {
  const position = { recordNumber: 1, byteOffset: 12 }
  expect(shareOf({ position })).toBe(0)
  expect(shareOf({ position, reached: { recordNumber: 30, byteOffset: 300 } })).toBe(0)
})

it("reckons with where reading goes on in journals of earlier releases, and is all at the end only", () => {
  const settled = { lowWater: 20, ranges: [] }
  expect(shareOf({ settled, position: { recordNumber: 11, byteOffset: 100 } })).toBeCloseTo(20 / 31, 5)
  expect(shareOf({ settled, position: { recordNumber: 11, byteOffset: 300 } })).toBe(0.99)
  expect(shareOf({ settled, state: "finished" })).toBe(1)
  expect(shareDone(plainJournalEntry({ settled }))).toBeUndefined()
})
