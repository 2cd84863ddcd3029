import { expect, it } from "vitest"
import type { Attempt } from "../../src/delivery/attempt/attempt.ts"
import { TrackCustomEvent } from "../../src/index.ts"
import { runPipeline } from "../../src/import/pipeline/pipeline.ts"
import { heldBytes } from "../kit/held-bytes.ts"
import { newLedger } from "../kit/new-ledger.ts"
import { VirtualClock } from "../kit/virtual-clock.ts"
import { virtualImporter } from "../kit/virtual-importer.ts"

const RECORDS = 5
const ACTIONS_PER_RECORD = 100_000
/** Those of one record, as the map function returned them, and what is under way. */
const MAX_HELD_BYTES = 100_000_000

it("records of very many actions are held in memory one at a time", { timeout: 120_000 }, async () => {
  const clock = new VirtualClock()
  const before = heldBytes()
  let mostBytes = 0
  let requests = 0
  const attempt: Attempt = async () => {
    // Collecting takes a while.
    if ((requests += 1) % 8 === 1) mostBytes = Math.max(mostBytes, heldBytes() - before)
    await clock.sleep(100)
    return { kind: "processed", rejected: new Map(), doubtful: [], createdFields: [], filteredOutFields: [] }
  }
  const ledger = newLedger()
  const records = Array.from({ length: RECORDS }, (_, index) => index + 1)
  const stop = await clock.run(
    runPipeline({
      source: {
        name: "few records",
        async *read() {
          yield await Promise.resolve(
            records.map((record) => ({ record, position: { recordNumber: record } })),
          )
        },
      },
      mapFunction: (record) =>
        Array.from(
          { length: ACTIONS_PER_RECORD },
          (_, index) =>
            new TrackCustomEvent({
              userId: `u${index}`,
              eventName: "seen",
              dataFields: { record, index, page: `/pages/${index}` },
            }),
        ),
      importer: virtualImporter(clock, attempt, { maxRecordsPerRequest: 5_000 }),
      ledger,
      reject: () => Promise.resolve(),
      isOverBudget: () => false,
      begin: () => Promise.resolve(),
      onRead: () => undefined,
      signal: new AbortController().signal,
    }),
  )
  expect(stop).toBeUndefined()
  expect(ledger.records).toMatchObject({ read: RECORDS, imported: RECORDS })
  expect(ledger.actions.events.accepted).toBe(RECORDS * ACTIONS_PER_RECORD)
  expect(mostBytes / 1e6).toBeLessThan(MAX_HELD_BYTES / 1e6)
})
