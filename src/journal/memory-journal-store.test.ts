import { expect, it } from "vitest"
import { plainJournalEntry } from "../../tests/kit/plain-journal-entry.ts"
import { MemoryJournalStore } from "./memory-journal-store.ts"

it("MemoryJournalStore holds what was saved last, as it was then", async () => {
  const store = new MemoryJournalStore()
  expect(await store.load()).toEqual({ kind: "none" })
  const counts = { read: 1 }
  await store.save(plainJournalEntry())
  await store.save(plainJournalEntry({ counts }))
  counts.read = 2
  expect(await store.load()).toEqual({ kind: "entry", entry: plainJournalEntry({ counts: { read: 1 } }) })
})
