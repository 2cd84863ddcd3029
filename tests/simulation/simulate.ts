import type { Outcome } from "../../src/actions/outcome.ts"
import { httpAttempt } from "../../src/delivery/http-attempt.ts"
import type { Importer, Settlement } from "../../src/delivery/importer.ts"
import { IterableImporter } from "../../src/delivery/iterable-importer.ts"
import { TrackCustomEvent, TrackPurchase, UpdateUserProfile } from "../../src/index.ts"
import type { ImportAction, ImportActionKind, MapFunction } from "../../src/index.ts"
import { silentLogger } from "../../src/platform/logger.ts"
import { Ledger } from "../../src/report/ledger.ts"
import type { FailedRecord } from "../../src/report/ledger.ts"
import { runImport } from "../../src/run-import.ts"
import type { Stop } from "../../src/run-import.ts"
import { createSandbox } from "../../src/sandbox/index.ts"
import type { Sandbox } from "../../src/sandbox/index.ts"
import type { DataSource } from "../../src/sources/data-source.ts"
import { sandboxHttp } from "../kit/sandbox-http.ts"
import { seededRandom } from "../kit/seeded-random.ts"
import { VirtualClock } from "../kit/virtual-clock.ts"
import type { Scenario, SimulatedRecord } from "./scenario.ts"

/** An outcome of a simulated action. */
export interface SimulatedOutcome {
  readonly seq: number
  readonly kind: ImportActionKind
  readonly outcome: Outcome
}

/** What a simulated import left behind. */
export interface Simulation {
  readonly scenario: Scenario
  readonly sandbox: Sandbox
  readonly ledger: Ledger
  readonly failed: readonly FailedRecord[]
  readonly outcomes: readonly SimulatedOutcome[]
  readonly stop: Stop | undefined
  /** When the server first gave an answer that must stop the import; virtual milliseconds since the start. */
  readonly fatalAtMs: number | undefined
  /** When each request left. */
  readonly sentAtMs: readonly number[]
  readonly largestBodyBytes: number
  /** The most records that were read and not yet settled at any time. */
  readonly mostOpenRecords: number
  readonly elapsedMs: number
}

/** Runs a whole import in virtual time, against the sandbox's core. */
export async function simulate(scenario: Scenario): Promise<Simulation> {
  const clock = new VirtualClock()
  const random = seededRandom(scenario.seed ^ 0x5eed)
  const sandbox = createSandbox({ ...scenario.sandbox, now: () => clock.now() })
  const sentAtMs: number[] = []
  let largestBodyBytes = 0
  let fatalAtMs: number | undefined
  const { down } = scenario
  const http = sandboxHttp({
    sandbox,
    clock,
    random,
    jitterMs: scenario.jitterMs,
    isUp: (elapsedMs) => down === undefined || elapsedMs < down.fromMs || elapsedMs >= down.untilMs,
    onSend: ({ body }) => {
      sentAtMs.push(clock.elapsedMs())
      largestBodyBytes = Math.max(largestBodyBytes, body?.length ?? 0)
    },
  })
  const watched = {
    ...http,
    send: async (request: Parameters<typeof http.send>[0]) => {
      const reply = await http.send(request)
      const isFatal =
        reply.kind === "answer" && (reply.status === 401 || reply.body.includes("UniqueFieldsLimitExceeded"))
      if (isFatal) fatalAtMs ??= clock.elapsedMs()
      return reply
    },
  }
  const attempt = httpAttempt({
    http: watched,
    clock,
    apiKey: "canary-key-0123456789",
    baseUrl: "http://sandbox.invalid",
    timeoutMs: 10_000,
  })
  const inner = new IterableImporter({
    connect: () => ({ attempt, close: () => http.close() }),
    clock,
    random,
    logger: silentLogger,
    importName: `seed-${scenario.seed}`,
    ids: scenario.ids,
    rateLimits: {},
    maxRecordsPerRequest: scenario.maxRecordsPerRequest,
    maxBytesPerRequest: scenario.maxBytesPerRequest,
    mergeUpdates: scenario.mergeUpdates,
    maxOutageMs: 600_000,
  })
  const outcomes: SimulatedOutcome[] = []
  const importer = noting(inner, outcomes)
  const ledger = new Ledger()
  const failed: FailedRecord[] = []
  let mostOpenRecords = 0
  const abort = new AbortController()
  if (scenario.abortAtMs !== undefined) void clock.sleep(scenario.abortAtMs).then(() => abort.abort())
  const stop = await clock.run(
    runImport({
      source: sourceOf(scenario),
      mapFunction,
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
      },
      signal: abort.signal,
    }),
  )
  const elapsedMs = clock.elapsedMs()
  return {
    scenario,
    sandbox,
    ledger,
    failed,
    outcomes,
    stop,
    fatalAtMs,
    sentAtMs,
    largestBodyBytes,
    mostOpenRecords,
    elapsedMs,
  }
}

const mapFunction: MapFunction<SimulatedRecord> = (record) => {
  const { email, userId, id, fields } = record
  const user = (): ImportAction =>
    new UpdateUserProfile({
      email,
      userId,
      dataFields: fields,
      mergeNestedObjects: record.mergeNestedObjects,
    })
  const event = (): ImportAction =>
    new TrackCustomEvent({ eventName: `event-${record.seq % 4}`, email, userId, id, dataFields: fields })
  switch (record.kind) {
    case "user":
      return user()
    case "event":
      return event()
    case "purchase": {
      const items = [{ id: "mug", name: "Mug", price: 0, quantity: 1 }]
      return new TrackPurchase({ user: { email, userId }, items, total: 0, id, dataFields: fields })
    }
    case "user-and-event":
      return [user(), event()]
    case "nothing":
      return undefined
    case "throws":
      throw new Error("cannot be mapped")
  }
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

function noting(inner: Importer, outcomes: SimulatedOutcome[]): Importer {
  return {
    async *deliver(actions, options) {
      for await (const settlements of inner.deliver(actions, options)) {
        outcomes.push(...settlements.map(noted))
        yield settlements
      }
    },
  }
}

function noted({ place, outcome }: Settlement): SimulatedOutcome {
  return { seq: place.record.item.position.recordNumber, kind: place.kind, outcome }
}
