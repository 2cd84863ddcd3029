import { describe, expect, it } from "vitest"
import { plainJournalEntry } from "../../../tests/kit/plain-journal-entry.ts"
import { MemoryJournalStore } from "../../journal/memory-journal-store.ts"
import type { Stop } from "../pipeline/stop.ts"
import { restoreDirectory } from "./restore-directory.ts"
import type { LostDirectory } from "./restore-directory.ts"

const stopped = plainJournalEntry({ state: "stopped" })
const lostOf = (given: Partial<LostDirectory> = {}): LostDirectory => ({
  directory: "/state/users.csv",
  lock: { isHeld: () => Promise.resolve(true) },
  store: new MemoryJournalStore(),
  rejects: { lookForLost: () => Promise.resolve(), forgetLost: () => undefined, lostPaths: [] },
  entry: () => stopped,
  ...given,
})
/** A store in which an entry is left. */
async function storeWith(): Promise<MemoryJournalStore> {
  const store = new MemoryJournalStore()
  await store.save(plainJournalEntry())
  return store
}

async function restored(lost: LostDirectory): Promise<Stop> {
  const stop = await restoreDirectory(lost)
  if (stop === undefined) throw new Error("Nothing was to be restored")
  return stop
}

describe("restoreDirectory()", () => {
  it("leaves it as it is where the import had come to its end", async () => {
    const store = new MemoryJournalStore()
    await store.save(plainJournalEntry({ state: "finished" }))
    expect(await restoreDirectory(lostOf({ store }))).toBeUndefined()
    expect(await store.load()).toMatchObject({ entry: { state: "finished" } })
  })

  it("writes the journal again where the directory was removed", async () => {
    const lost = lostOf()
    const { code, message } = await restored(lost)
    expect(code).toBe("DISK")
    expect(message).toMatch(/^The directory of the import, \/state\/users\.csv, was removed while it ran\./)
    expect(message).not.toContain("lists of rejects are lost")
    expect(await lost.store.load()).toEqual({ kind: "entry", entry: stopped })
  })

  it("says which was removed, and that lists are lost with it", async () => {
    const store = await storeWith()
    const rejects = { ...lostOf().rejects, lostPaths: ["/state/users.csv/rejects.ndjson"] }
    const { message } = await restored(lostOf({ store, rejects }))
    expect(message).toMatch(/^The lock of the import, in \/state\/users\.csv, was removed while it ran\./)
    expect(message).toMatch(/Its lists of rejects are lost\.$/)
  })

  it("leaves it alone where it is another process's", async () => {
    const store = await storeWith()
    const { message } = await restored(lostOf({ store, lock: { isHeld: () => Promise.resolve(false) } }))
    expect(message).toContain("another process took the import over")
    expect(await store.load()).toEqual({ kind: "entry", entry: plainJournalEntry() })
  })

  it("says that it cannot be written again", async () => {
    const isHeld = (): Promise<never> => Promise.reject(new Error("EROFS"))
    const { message } = await restored(lostOf({ lock: { isHeld } }))
    expect(message).toMatch(/cannot be written again: EROFS\. Run again, the import begins anew\.$/)
  })
})
