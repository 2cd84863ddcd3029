import type { Outcome } from "../../src/actions/outcome.ts"
import { httpAttempt } from "../../src/delivery/attempt/http-attempt.ts"
import type { Importer, Settlement } from "../../src/delivery/importer.ts"
import { IterableImporter } from "../../src/delivery/iterable-importer.ts"
import { TrackCustomEvent, TrackPurchase, UpdateUserProfile } from "../../src/index.ts"
import type { ImportAction, MapFunction, Summary } from "../../src/index.ts"
import type { Logger } from "../../src/platform/logger.ts"
import { secretScrubber } from "../../src/platform/secret/secret-scrubber.ts"
import { jsonLine } from "../../src/rejects/json-line.ts"
import type { TextFile } from "../../src/platform/files/text-file.ts"
import type { Ledger } from "../../src/accounting/ledger/ledger.ts"
import type { FailedRecord } from "../../src/accounting/ledger/failed-record.ts"
import { rejectLine } from "../../src/rejects/reject-line.ts"
import { RejectsWriter } from "../../src/rejects/store/rejects-writer.ts"
import { summarize } from "../../src/accounting/summarize.ts"
import { runPipeline } from "../../src/import/pipeline/pipeline.ts"
import type { Stop } from "../../src/import/pipeline/stop.ts"
import { createSandbox } from "../../src/sandbox/index.ts"
import type { Sandbox } from "../../src/sandbox/index.ts"
import type { DataSource } from "../../src/sources/data-source.ts"
import { newLedger } from "../kit/new-ledger.ts"
import { seededRandom } from "../kit/seeded-random.ts"
import { VirtualClock } from "../kit/virtual-clock.ts"
import { LONGEST_WAIT_MS } from "./exchange.ts"
import type { Exchange } from "./exchange.ts"
import type { Scenario, SimulatedRecord } from "./scenario.ts"
import { ITEMS, actionsOfRecord, eventNameOf } from "./simulated-action.ts"
import type { SimulatedAction, SimulatedKind } from "./simulated-action.ts"
import { API_KEY, TappedHttp, keyInForm } from "./tapped-http.ts"

/** An outcome of a simulated action. */
export interface SimulatedOutcome {
  readonly seq: number
  readonly kind: SimulatedKind
  readonly outcome: Outcome
  /** When it was told. */
  readonly atMs: number
}

/** What a simulated import left behind. */
export interface Simulation {
  readonly scenario: Scenario
  readonly sandbox: Sandbox
  readonly ledger: Ledger
  readonly failed: readonly FailedRecord[]
  readonly outcomes: readonly SimulatedOutcome[]
  readonly stop: Stop | undefined
  /** All that went over the network, in the order in which it was sent. */
  readonly exchanges: readonly Exchange[]
  /** The most records that were read and not yet settled at any time. */
  readonly mostOpenRecords: number
  readonly elapsedMs: number
  readonly summary: Summary
  /** All that the import told anybody: summary, rejects, log lines, progress, why it stopped. */
  readonly said: readonly string[]
}

/** Runs a whole import in virtual time, against the sandbox's core. */
export async function simulate(scenario: Scenario): Promise<Simulation> {
  const clock = new VirtualClock()
  const random = seededRandom(scenario.seed ^ 0x5eed)
  const sandbox = createSandbox({ ...scenario.sandbox, now: () => clock.now() })
  const { down, jitterMs } = scenario
  const isUp = (elapsedMs: number): boolean =>
    down === undefined || elapsedMs < down.fromMs || elapsedMs >= down.untilMs
  const http = new TappedHttp({ sandbox, clock, random, jitterMs, isUp }, scenario.echoesKey)
  const attempt = httpAttempt({
    http,
    clock,
    apiKey: API_KEY,
    baseUrl: "http://sandbox.invalid",
    timeoutMs: 10_000,
  })
  const said: string[] = []
  const scrub = secretScrubber(API_KEY)
  const inner = new IterableImporter({
    connect: () => ({ attempt, close: () => http.close() }),
    clock,
    random,
    logger: writingLogger(said),
    scrub,
    importName: `seed-${scenario.seed}`,
    ids: scenario.ids,
    rateLimits: {},
    maxRecordsPerRequest: scenario.maxRecordsPerRequest,
    maxBytesPerRequest: scenario.maxBytesPerRequest,
    maxKeptBytes: scenario.maxKeptBytes,
    mergeUpdates: scenario.mergeUpdates,
    maxOutageMs: LONGEST_WAIT_MS,
  })
  const outcomes: SimulatedOutcome[] = []
  const importer = noting(inner, outcomes, clock)
  const ledger = newLedger()
  const failed: FailedRecord[] = []
  let mostOpenRecords = 0
  const abort = new AbortController()
  if (scenario.abortAtMs !== undefined) void clock.sleep(scenario.abortAtMs).then(() => abort.abort())
  const stop = await clock.run(
    runPipeline({
      source: sourceOf(scenario),
      mapFunction: (record) => mapped(scenario, record),
      importer,
      ledger,
      reject: (records) => {
        failed.push(...records)
        return Promise.resolve()
      },
      isOverBudget: () => false,
      begin: () => Promise.resolve(),
      onRead: () => {
        mostOpenRecords = Math.max(mostOpenRecords, ledger.records.pending)
        if (scenario.echoesKey) said.push(JSON.stringify(inner.statistics()))
      },
      signal: abort.signal,
    }),
  )
  failed.push(...ledger.settleLeft())
  const elapsedMs = clock.elapsedMs()
  const summary = summarize({
    importName: `seed-${scenario.seed}`,
    dryRun: false,
    source: { name: "simulated" },
    hasSourceChanged: false,
    ledger,
    delivery: inner.statistics(),
    startedAt: "2026-01-01T00:00:00.000Z",
    totalMs: elapsedMs,
    paths: {},
    stop,
  })
  said.push(scrub(JSON.stringify(summary)), JSON.stringify(stop ?? null))
  await new RejectsWriter(
    writingFile(said),
    (record) => jsonLine(rejectLine("simulated", record)),
    scrub,
  ).write(failed)
  const { exchanges } = http
  return {
    scenario,
    sandbox,
    ledger,
    failed,
    outcomes,
    stop,
    exchanges,
    mostOpenRecords,
    elapsedMs,
    summary,
    said,
  }
}

function mapped(scenario: Scenario, record: SimulatedRecord): ReturnType<MapFunction<SimulatedRecord>> {
  if (record.kind === "throws")
    throw new Error(scenario.echoesKey ? `cannot be mapped: ${keyInForm(record.seq)}` : "cannot be mapped")
  const actions = actionsOfRecord(scenario, record).map(importActionOf)
  return actions.length > 1 ? actions : actions[0]
}

/** One object for all records, as a map function may have it. */
const REUSED: Record<string, unknown> = {}

function withReused(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { address } = fields
  if (typeof address !== "object") return fields
  for (const name of Object.keys(REUSED)) delete REUSED[name]
  Object.assign(REUSED, address)
  return { ...fields, address: REUSED }
}

function importActionOf({ dataFields: fields, kind, record }: SimulatedAction): ImportAction {
  const { buyerFields, email, id, mergeNestedObjects, userId } = record
  const dataFields = withReused(fields)
  switch (kind) {
    case "update-user-profile":
      return new UpdateUserProfile({ email, userId, dataFields, mergeNestedObjects })
    case "track-custom-event":
      return new TrackCustomEvent({ eventName: eventNameOf(record), email, userId, id, dataFields })
    case "track-purchase":
      return new TrackPurchase({
        user: { email, userId, dataFields: buyerFields },
        items: ITEMS,
        total: 0,
        id,
        dataFields,
      })
  }
}

function writingFile(said: string[]): TextFile {
  const written = (): Promise<void> => Promise.resolve()
  return {
    sizeBytes: 0,
    write: async (text) => {
      said.push(text)
    },
    sync: written,
    close: written,
  }
}

function writingLogger(said: string[]): Logger {
  const write = (message: string, fields?: Readonly<Record<string, unknown>>): void => {
    said.push(`${message} ${JSON.stringify(fields)}`)
  }
  return { debug: write, info: write, warn: write, error: write }
}

function sourceOf({ records, arrayLength }: Scenario): DataSource<SimulatedRecord> {
  return {
    name: "simulated",
    async *read({ signal } = {}) {
      for (let start = 0; start < records.length && signal?.aborted !== true; start += arrayLength) {
        yield records
          .slice(start, start + arrayLength)
          .map((record) => ({ position: { recordNumber: record.seq }, record }))
      }
    },
  }
}

function noting(inner: Importer, outcomes: SimulatedOutcome[], clock: VirtualClock): Importer {
  return {
    async *deliver(actions, options) {
      for await (const settlements of inner.deliver(actions, options)) {
        const atMs = clock.elapsedMs()
        outcomes.push(...settlements.map((settlement) => ({ ...noted(settlement), atMs })))
        yield settlements
      }
    },
  }
}

function noted({ action, outcome }: Settlement): Omit<SimulatedOutcome, "atMs"> {
  return { seq: action.item.position.recordNumber, kind: action.kind.name as SimulatedKind, outcome }
}
