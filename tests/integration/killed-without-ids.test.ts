import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, expect, it, vi } from "vitest"
import {
  ImportStoppedError,
  IterableDataImport,
  MemoryJournalStore,
  TrackCustomEvent,
} from "../../src/index.ts"
import type { DeliveryOptions, JournalEntry, JournalStore, Summary } from "../../src/index.ts"
import { SettledRecords } from "../../src/journal/settled-records.ts"
import { startSandbox } from "../../src/sandbox/index.ts"
import type { RunningSandbox } from "../../src/sandbox/index.ts"

const RECORDS = 3_000

let stateDir = ""
let sandbox: RunningSandbox
beforeEach(async () => {
  stateDir = mkdtempSync(join(tmpdir(), "killed-"))
  sandbox = await startSandbox({ rateLimits: "off", behavior: { trackUnknownUser: "create" } })
})
afterEach(async () => {
  await sandbox.close()
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

/** Runs the import without ids; `onRecord` is called for each record that is mapped. */
function runWith(
  journal: JournalStore,
  onRecord?: () => void,
  signal?: AbortSignal,
  more: DeliveryOptions = {},
): Promise<Summary> {
  return IterableDataImport.create({
    source: Array.from({ length: RECORDS }, (_, index) => ({ seq: index + 1 })),
    name: "killed",
    stateDir,
    apiKey: "k",
    baseUrl: sandbox.url,
    ids: "none",
    rateLimits: "off",
    journal,
    report: false,
    maxRejects: "off",
    signal,
    ...more,
  }).run(({ seq }) => {
    onRecord?.()
    return new TrackCustomEvent({ eventName: "e", email: `u${seq}@example.com`, dataFields: { seq } })
  })
}

/** Journals of an import as a kill may have left them, each with records that may have been under way. */
async function killedEntries(): Promise<JournalEntry[]> {
  const recorder = new Recorder()
  await runWith(recorder, undefined, undefined, { maxRecordsPerRequest: 100 })
  return recorder.entries.filter((entry) => entry.state === "running" && openIn(entry) > 0)
}

async function storeWith(entry: JournalEntry): Promise<MemoryJournalStore> {
  const store = new MemoryJournalStore()
  await store.save(entry)
  return store
}

function settledCount({ settled: { lowWater, ranges } }: JournalEntry): number {
  return lowWater + ranges.reduce((sum, [from, to]) => sum + to - from + 1, 0)
}

/** How many records may have been sent, and are not settled. */
function openIn(entry: JournalEntry): number {
  const settled = new SettledRecords(entry.settled)
  return (entry.underWay ?? [])
    .flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, index) => from + index))
    .filter((recordNumber) => !settled.has(recordNumber)).length
}

it("events without ids that may have been under way at a kill are unknown, and never sent again", async () => {
  const killed = await killedEntries()
  expect(killed.length).toBeGreaterThan(2)
  // Whatever was sent is noted before it leaves: from no entry on is an event sent twice.
  for (const entry of [killed[0], killed[Math.floor(killed.length / 2)], killed.at(-1)]) {
    if (entry === undefined) throw new Error("There is no such entry")
    const before = sandbox.sandbox.counts().appliedRecords
    const summary = await runWith(await storeWith(entry))
    const open = openIn(entry)
    expect(summary.records).toMatchObject({ read: RECORDS, unknown: open, pending: 0 })
    expect(sandbox.sandbox.counts().appliedRecords - before).toBe(RECORDS - settledCount(entry) - open)
    expect(summary.rejectReasons.every(({ code }) => code === "killed-under-way")).toBe(true)
  }
})

it("what may have been under way at a kill stays in doubt when the next run is stopped before it has read all of it", async () => {
  const doubtful = await killedEntries()
  const killed = doubtful.at(-1)
  if (killed === undefined) throw new Error("Nothing was under way")
  // As an earlier release wrote it: all that was read ahead is in doubt.
  const takenUpTo = 2_000
  const { underWay: _underWay, ...others } = killed
  const entry: JournalEntry = { ...others, takenUpTo }
  const before = sandbox.sandbox.counts().appliedRecords
  const { position: _position, ...fromTheStart } = entry
  const store = await storeWith({ ...fromTheStart, settled: { lowWater: 0, ranges: [] } })
  const abort = new AbortController()
  let mapped = 0
  const onRecord = (): void => {
    mapped += 1
    abort.abort()
  }
  await expect(runWith(store, onRecord, abort.signal)).rejects.toBeInstanceOf(ImportStoppedError)
  expect(mapped).toBeLessThan(takenUpTo)
  await runWith(store)
  expect(sandbox.sandbox.counts().appliedRecords - before).toBe(RECORDS - takenUpTo)
})

it("what was read ahead at a kill, and not sent, is sent by the next run", async () => {
  const silent = await startSandbox({ latency: { kind: "fixed", latencyMs: 600_000 } })
  const recorder = new Recorder()
  const abort = new AbortController()
  const more = { baseUrl: silent.url, maxRecordsPerRequest: 10, rateLimits: { events: 2 } }
  const killed = runWith(recorder, undefined, abort.signal, more).catch(() => undefined)
  await vi.waitUntil(() => recorder.entries.filter((entry) => openIn(entry) > 0).length >= 3, {
    timeout: 20_000,
  })
  const entry = recorder.entries.at(-1)
  if (entry === undefined) throw new Error("There is no entry")
  abort.abort()
  await silent.close()
  await killed
  // A few requests of ten, of the thousands of records that were read.
  const open = openIn(entry)
  expect(open).toBeGreaterThanOrEqual(10)
  expect(open).toBeLessThanOrEqual(80)
  const target = { ...entry.target, baseUrl: sandbox.url }
  const summary = await runWith(await storeWith({ ...entry, state: "running", target }))
  expect(summary.records).toMatchObject({ read: RECORDS, imported: RECORDS - open, unknown: open })
  expect(sandbox.sandbox.counts().appliedRecords).toBe(RECORDS - open)
})
