import { expect, it } from "vitest"
import { httpAttempt } from "../../src/delivery/attempt/http-attempt.ts"
import { UpdateUserProfile } from "../../src/index.ts"
import type { Ledger } from "../../src/accounting/ledger/ledger.ts"
import type { FailedRecord } from "../../src/accounting/ledger/failed-record.ts"
import type { LedgerSnapshot } from "../../src/accounting/ledger/ledger-snapshot.ts"
import { runPipeline } from "../../src/import/pipeline/pipeline.ts"
import type { Stop } from "../../src/import/pipeline/stop.ts"
import { createSandbox } from "../../src/sandbox/index.ts"
import type { FaultRule, Sandbox } from "../../src/sandbox/index.ts"
import type { DataSource } from "../../src/sources/data-source.ts"
import { newLedger } from "../kit/new-ledger.ts"
import { sandboxHttp } from "../kit/sandbox-http.ts"
import { seededRandom } from "../kit/seeded-random.ts"
import { VirtualClock } from "../kit/virtual-clock.ts"
import { virtualImporter } from "../kit/virtual-importer.ts"

const COUNT = 500

interface Run {
  readonly stop: Stop | undefined
  readonly ledger: Ledger
  /** What a journal holds when the run has ended. */
  readonly snapshot: LedgerSnapshot
  readonly failed: readonly FailedRecord[]
  readonly sandbox: Sandbox
}

const source: DataSource<number> = {
  name: "numbers",
  async *read({ from } = {}) {
    await Promise.resolve()
    const first = from?.recordNumber ?? 1
    yield Array.from({ length: COUNT - first + 1 }, (_, index) => ({
      position: { recordNumber: first + index },
      record: first + index,
    }))
  },
}

/** Runs an import of 500 users, as runImport does: what it leaves to a later run is not in what the journal holds. */
async function run(
  faults: readonly FaultRule[],
  { abortAtMs, before }: { abortAtMs?: number; before?: Run } = {},
): Promise<Run> {
  const clock = new VirtualClock()
  const sandbox =
    before?.sandbox ??
    createSandbox({ now: () => clock.now(), faults, latency: { kind: "fixed", latencyMs: 100 } })
  const http = sandboxHttp({ sandbox, clock, random: seededRandom(1), jitterMs: 0 })
  const options = { http, clock, apiKey: "key", baseUrl: "http://sandbox.invalid", timeoutMs: 10_000 }
  const ledger = newLedger(before?.snapshot)
  const abort = new AbortController()
  if (abortAtMs !== undefined) void clock.sleep(abortAtMs).then(() => abort.abort())
  const failed: FailedRecord[] = []
  const stop = await clock.run(
    runPipeline({
      source,
      mapFunction: (number) => new UpdateUserProfile({ userId: `u${number}`, dataFields: { number } }),
      importer: virtualImporter(clock, httpAttempt(options)),
      ledger,
      reject: (records) => {
        failed.push(...records)
        return Promise.resolve()
      },
      isOverBudget: () => false,
      begin: () => Promise.resolve(),
      onRead: () => undefined,
      signal: abort.signal,
    }),
  )
  return { stop, ledger, snapshot: ledger.snapshot(), failed: [...failed, ...ledger.settleLeft()], sandbox }
}

const miscount: FaultRule = { fault: { kind: "miscount", successDelta: -1, failDelta: 0 }, requestNumber: 1 }
const unlisted: FaultRule = { fault: { kind: "unlisted-failures", records: 3 }, requestNumber: 1 }
const broken: FaultRule = { fault: { kind: "status", status: 503 }, when: "after", toRequestNumber: 3 }

it.each<[string, FaultRule]>([
  ["counts that do not add up", miscount],
  ["failures that no list names", unlisted],
  ["requests that may have been applied", broken],
])("a stop in the midst of a search leaves nothing unknown for good: %s", async (_, fault) => {
  let stopped = 0
  for (const abortAtMs of [50, 120, 250, 320, 450, 1_000]) {
    const first = await run([fault], { abortAtMs })
    if (first.stop === undefined) continue
    stopped += 1
    expect(first.stop.code).toBe("ABORTED")
    const second = await run([], { before: first })
    expect(second.stop).toBeUndefined()
    expect(second.ledger.records).toMatchObject({ imported: COUNT, unknown: 0, rejected: 0, pending: 0 })
    expect(second.sandbox.counts().users).toBe(COUNT)
  }
  expect(stopped).toBeGreaterThanOrEqual(3)
})

it("a wait of an hour stops an import that goes on after it", async () => {
  const hour: FaultRule = { fault: { kind: "rate-limited", resetSeconds: 3_600 }, requestNumber: 1 }
  const first = await run([hour])
  expect(first.stop).toMatchObject({ code: "ASKED_TO_WAIT" })
  expect(first.ledger.records).toMatchObject({ read: COUNT, pending: COUNT })
  expect(first.failed).toEqual([])
  const second = await run([], { before: first })
  expect(second.ledger.records).toMatchObject({ imported: COUNT, pending: 0 })
})
