import { expect, it } from "vitest"
import { httpAttempt } from "../../src/delivery/attempt/http-attempt.ts"
import { IterableImporter } from "../../src/delivery/iterable-importer.ts"
import { runPipeline } from "../../src/import/pipeline/pipeline.ts"
import { TrackPurchase } from "../../src/index.ts"
import type { HttpClient } from "../../src/platform/network/http.ts"
import { silentLogger } from "../../src/platform/logger.ts"
import { iterableSource } from "../../src/sources/iterable-source.ts"
import { newLedger } from "../kit/new-ledger.ts"
import { seededRandom } from "../kit/seeded-random.ts"
import { VirtualClock } from "../kit/virtual-clock.ts"

/** The server answers 503 to all requests in this time, which is shorter than the bound. */
const BUSY_FROM_MS = 5_000

it.each([
  [1, 360],
  [2, 420],
  [3, 500],
])("a server that is busy for some minutes makes no record unknown: seed %d, %d s", async (seed, seconds) => {
  const clock = new VirtualClock()
  const random = seededRandom(seed)
  const isBusy = (atMs: number): boolean => atMs > BUSY_FROM_MS && atMs < BUSY_FROM_MS + seconds * 1_000
  const http: HttpClient = {
    send: async () => {
      const atMs = clock.elapsedMs()
      await clock.sleep(50 + random() * 200)
      const good = '{"msg":"","code":"Success","params":null}'
      return isBusy(atMs)
        ? { kind: "answer", status: 503, headers: {}, body: "busy" }
        : { kind: "answer", status: 200, headers: {}, body: good }
    },
    close: () => Promise.resolve(),
  }
  const options = { http, clock, apiKey: "0".repeat(32), baseUrl: "http://busy.invalid", timeoutMs: 10_000 }
  const importer = new IterableImporter({
    connect: () => ({ attempt: httpAttempt(options), close: () => Promise.resolve() }),
    clock,
    random,
    logger: silentLogger,
    importName: "busy",
    ids: "derive",
    rateLimits: {},
    maxRecordsPerRequest: 1_000,
    maxOutageMs: 600_000,
  })
  const ledger = newLedger()
  const stop = await clock.run(
    runPipeline({
      source: iterableSource(Array.from({ length: 5_000 }, (_, index) => ({ number: index }))),
      mapFunction: ({ number }) =>
        new TrackPurchase({
          user: { userId: `u${number}` },
          items: [{ id: "i", name: "n", price: 1, quantity: 1 }],
          total: 1,
        }),
      importer,
      ledger,
      reject: () => Promise.resolve(),
      isOverBudget: () => false,
      begin: () => Promise.resolve(),
      onRead: () => undefined,
      signal: new AbortController().signal,
    }),
  )
  expect(stop).toBeUndefined()
  expect(ledger.records).toMatchObject({ imported: 5_000, unknown: 0, pending: 0 })
})
