import { describe, expect, it } from "vitest"
import { plainJournalEntry } from "../../tests/kit/plain-journal-entry.ts"
import { VirtualClock } from "../../tests/kit/virtual-clock.ts"
import { JournalKeeper } from "./journal-keeper.ts"
import type { JournalKeeperParts } from "./journal-keeper.ts"
import { MemoryJournalStore } from "./memory-journal-store.ts"

const clock = (): VirtualClock => new VirtualClock()
const lock = {
  lost: new AbortController().signal,
  isHeld: () => Promise.resolve(true),
  release: () => Promise.resolve(),
}

function keeperOf(parts: Partial<JournalKeeperParts>): JournalKeeper {
  return new JournalKeeper({
    store: new MemoryJournalStore(),
    lock,
    clock: clock(),
    entry: (state) => plainJournalEntry({ state }),
    sync: () => Promise.resolve(),
    ...parts,
  })
}

describe("JournalKeeper", () => {
  it("puts on disk what an entry counts on before the entry, one save after the other", async () => {
    const log: string[] = []
    const keeper = keeperOf({
      entry: (state) => {
        log.push(`entry ${state}`)
        return plainJournalEntry({ state })
      },
      sync: async () => {
        log.push("sync")
        await Promise.resolve()
      },
      store: {
        load: () => Promise.resolve({ kind: "none" }),
        save: async ({ state }) => {
          await Promise.resolve()
          log.push(`saved ${state}`)
        },
      },
    })
    await Promise.all([keeper.save("running"), keeper.save("finished")])
    expect(log).toEqual([
      "entry running",
      "sync",
      "saved running",
      "entry finished",
      "sync",
      "saved finished",
    ])
  })

  it("saves once for all who ask while another save is under way, with all that they had noted", async () => {
    const noted: number[] = []
    const saved: number[] = []
    const keeper = keeperOf({
      entry: () => plainJournalEntry({ elapsedMs: noted.length }),
      store: {
        load: () => Promise.resolve({ kind: "none" }),
        save: async ({ elapsedMs }) => {
          await Promise.resolve()
          saved.push(elapsedMs)
        },
      },
    })
    const note = (number: number): Promise<void> => {
      noted.push(number)
      return keeper.save("running")
    }
    const first = note(1)
    await Promise.resolve()
    await Promise.resolve()
    await Promise.all([first, note(2), note(3), note(4), keeper.save("finished")])
    expect(saved).toEqual([1, 4, 4])
  })

  it("saves soon at first, and then once a second until it is told to end", async () => {
    const time = clock()
    const savedAtMs: number[] = []
    const keeper = keeperOf({
      clock: time,
      sync: () => {
        savedAtMs.push(time.elapsedMs())
        return Promise.resolve()
      },
    })
    const ended = new AbortController()
    void time.sleep(5_000).then(() => ended.abort())
    await time.run(keeper.saveRepeatedly(ended.signal))
    expect(savedAtMs).toEqual([100, 300, 700, 1_500, 2_500, 3_500, 4_500])
  })

  it("saves nothing once the import is another process's, and tells whoever asked; a later save may go well", async () => {
    let isHeld = false
    const store = new MemoryJournalStore()
    const keeper = keeperOf({ store, lock: { ...lock, isHeld: () => Promise.resolve(isHeld) } })
    await expect(keeper.save("running")).rejects.toThrow("another process took the import over")
    expect(await store.load()).toEqual({ kind: "none" })
    isHeld = true
    await keeper.save("running")
    expect(await store.load()).toMatchObject({ kind: "entry" })
  })
})
