import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, expect, it } from "vitest"
import { IterableDataImport, MemoryJournalStore, TrackCustomEvent } from "../../src/index.ts"
import type { JournalEntry, JournalStore } from "../../src/index.ts"
import { startSandbox } from "../../src/sandbox/index.ts"

const RECORDS = 3_000

let stateDir = ""
beforeEach(() => {
  stateDir = mkdtempSync(join(tmpdir(), "killed-"))
})
afterEach(() => {
  rmSync(stateDir, { recursive: true })
})

/** Remembers each entry, so that a run can go on from any of them, as after a kill. */
class Recorder implements JournalStore {
  readonly entries: JournalEntry[] = []
  readonly #store = new MemoryJournalStore()
  load(): ReturnType<JournalStore["load"]> {
    return this.#store.load()
  }
  async save(entry: JournalEntry): Promise<void> {
    this.entries.push(structuredClone(entry))
    await this.#store.save(entry)
  }
}

it("events without ids that may have been under way at a kill are unknown, and never sent again", async () => {
  const sandbox = await startSandbox({ rateLimits: "off", behavior: { trackUnknownUser: "create" } })
  const records = Array.from({ length: RECORDS }, (_, index) => ({ seq: index + 1 }))
  const runWith = (journal: JournalStore, restart = false): ReturnType<IterableDataImport["run"]> =>
    IterableDataImport.create({
      source: records,
      name: "killed",
      stateDir,
      apiKey: "k",
      baseUrl: sandbox.url,
      ids: "none",
      rateLimits: "off",
      journal,
      restart,
      report: false,
      maxRejects: "off",
    }).run(
      ({ seq }) =>
        new TrackCustomEvent({ eventName: "e", email: `u${seq}@example.com`, dataFields: { seq } }),
    )
  try {
    const recorder = new Recorder()
    await runWith(recorder)
    const killed = recorder.entries.filter(({ state, takenUpTo = 0 }) => state === "running" && takenUpTo > 0)
    expect(killed.length).toBeGreaterThan(2)
    // Whatever was sent is noted before it leaves: from no entry on is an event sent twice.
    for (const entry of [killed[0], killed[Math.floor(killed.length / 2)], killed.at(-1)]) {
      const store = new MemoryJournalStore()
      if (entry !== undefined) await store.save(entry)
      const before = sandbox.sandbox.counts().appliedRecords
      const summary = await runWith(store)
      const takenUpTo = entry?.takenUpTo ?? 0
      const { settled } = entry ?? { settled: { lowWater: 0, ranges: [] } }
      const settledCount =
        settled.lowWater + settled.ranges.reduce((sum, [from, to]) => sum + to - from + 1, 0)
      expect(summary.records).toMatchObject({ read: RECORDS, unknown: takenUpTo - settledCount, pending: 0 })
      expect(sandbox.sandbox.counts().appliedRecords - before).toBe(RECORDS - takenUpTo)
      expect(summary.rejectReasons.every(({ code }) => code === "killed-under-way")).toBe(true)
    }
  } finally {
    await sandbox.close()
  }
})
