import { describe, expect, it } from "vitest"
import { plainJournalEntry } from "../../../tests/kit/plain-journal-entry.ts"
import { VirtualClock } from "../../../tests/kit/virtual-clock.ts"
import type { JournalKeeperParts } from "../../journal/journal-keeper.ts"
import { MemoryJournalStore } from "../../journal/memory-journal-store.ts"
import { RunJournal } from "./run-journal.ts"

const lost = (): AbortController => new AbortController()
const partsOf = (given: Partial<JournalKeeperParts> = {}): JournalKeeperParts => ({
  store: new MemoryJournalStore(),
  lock: { lost: lost().signal, isHeld: () => Promise.resolve(true), release: () => Promise.resolve() },
  clock: new VirtualClock(),
  entry: (state) => plainJournalEntry({ state }),
  sync: () => Promise.resolve(),
  ...given,
})

describe("RunJournal", () => {
  it("saves nothing as long as there is nothing to remember", async () => {
    const parts = partsOf()
    let isWorthSaving = false
    const journal = new RunJournal(parts, () => isWorthSaving)
    await journal.save("running")
    expect(await parts.store.load()).toEqual({ kind: "none" })
    isWorthSaving = true
    await journal.save("running")
    expect(await parts.store.load()).toMatchObject({ kind: "entry", entry: { state: "running" } })
  })

  it("halts the run once it cannot be kept, and says why the first time", async () => {
    const clock = new VirtualClock()
    const store = new MemoryJournalStore()
    store.save = () => Promise.reject(new Error("ENOSPC"))
    const gone = lost()
    const parts = partsOf({ clock, store })
    const journal = new RunJournal({ ...parts, lock: { ...parts.lock, lost: gone.signal } }, () => true)
    expect(journal.halted.aborted).toBe(false)
    expect(journal.failure).toBeUndefined()
    await clock.run(journal.saveRepeatedly(lost().signal))
    gone.abort()
    expect(journal.halted.aborted).toBe(true)
    expect(journal.failure).toMatchObject({
      code: "DISK",
      message: "Progress cannot be saved, so nothing more is sent: ENOSPC.",
    })
  })

  it("does nothing where nothing is to be remembered", async () => {
    const journal = new RunJournal(undefined, () => true)
    await journal.save("finished")
    await journal.saveRepeatedly(lost().signal)
    expect(journal.failure).toBeUndefined()
  })
})
