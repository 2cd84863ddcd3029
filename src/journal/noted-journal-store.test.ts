import { expect, it } from "vitest"
import { plainJournalEntry } from "../../tests/kit/plain-journal-entry.ts"
import { MemoryJournalStore } from "./memory-journal-store.ts"
import { NotedJournalStore } from "./noted-journal-store.ts"

it("a journal is as it was saved until somebody else saves it", async () => {
  const store = new MemoryJournalStore()
  const noted = new NotedJournalStore(store)
  expect(await noted.isAsSaved()).toBe(true)
  await store.save(plainJournalEntry())
  expect(await noted.isAsSaved()).toBe(false)
  await noted.save(plainJournalEntry())
  expect(await noted.isAsSaved()).toBe(true)
  await store.save(plainJournalEntry({ updatedAt: "2030-01-01T00:00:00.000Z" }))
  expect(await noted.isAsSaved()).toBe(false)
})
