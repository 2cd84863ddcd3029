import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, expect, it } from "vitest"
import {
  ImportStoppedError,
  IterableDataImport,
  TrackCustomEvent,
  TrackPurchase,
  UpdateUserProfile,
} from "../../src/index.ts"
import type { ImportAction, RejectLine } from "../../src/index.ts"
import { startSandbox } from "../../src/sandbox/index.ts"
import type { RunningSandbox } from "../../src/sandbox/index.ts"
import { readLines } from "../kit/programs.ts"

const API_KEY = "canary-key-0123456789"
const RECORDS = 1_800

let stateDir: string
let running: RunningSandbox | undefined

beforeEach(() => {
  stateDir = mkdtempSync(join(tmpdir(), "storm-"))
})

afterEach(async () => {
  await running?.close()
  rmSync(stateDir, { recursive: true, force: true })
})

interface Thing {
  readonly n: number
}

/** Every third record is a user, an event, a purchase; one in a hundred has an address that Iterable refuses. */
function mapThing({ n }: Thing): ImportAction {
  const email = n % 100 === 50 ? `nobody-${n}` : `user${n % 500}@example.com`
  if (n % 3 === 0) return new UpdateUserProfile({ email, dataFields: { n } })
  if (n % 3 === 1) return new TrackCustomEvent({ eventName: "seen", email, dataFields: { n } })
  const items = [{ id: "mug", name: "Mug", price: 1, quantity: 1 }]
  return new TrackPurchase({ user: { email }, items, total: 1, dataFields: { n } })
}

it(
  "loses nothing and reports nothing wrongly where half of all answers are 429, some 500, some connections reset",
  { timeout: 120_000 },
  async () => {
    running = await startSandbox({
      seed: 7,
      rateLimits: "off",
      traceField: "n",
      behavior: { trackUnknownUser: "create", rateLimitParams: "all" },
      faults: [
        { fault: { kind: "rate-limited", resetSeconds: 0.02 }, probability: 0.5 },
        { fault: { kind: "status", status: 500, code: "GenericError" }, probability: 0.03 },
        { fault: { kind: "status", status: 500, code: "DatabaseError" }, probability: 0.03, when: "after" },
        { fault: { kind: "reset" }, probability: 0.02 },
        { fault: { kind: "reset" }, probability: 0.02, when: "after" },
        { fault: { kind: "truncated", ending: "close" }, probability: 0.01 },
        { fault: { kind: "truncated", ending: "reset" }, probability: 0.01 },
      ],
    })
    const dataImport = IterableDataImport.create({
      apiKey: API_KEY,
      baseUrl: running.url,
      source: Array.from({ length: RECORDS }, (_, index): Thing => ({ n: index + 1 })),
      name: "storm",
      stateDir,
      rateLimits: "off",
      maxRecordsPerRequest: 20,
      maxRejects: "off",
    })

    const summary = await dataImport.run(mapThing)

    const bad = new Set(
      Array.from({ length: RECORDS }, (_, index) => index + 1).filter((n) => n % 100 === 50),
    )
    expect(summary.records).toEqual({
      read: RECORDS,
      imported: RECORDS - bad.size,
      rejected: bad.size,
      skipped: 0,
      unknown: 0,
      pending: 0,
    })
    const rejects = readLines<RejectLine>(summary.paths.rejects ?? "")
    expect(new Set(rejects.map(({ position }) => position.recordNumber))).toEqual(bad)
    const { sandbox } = running
    const applied = new Set([...sandbox.applied()].map(({ trace }) => Number(trace)))
    expect(applied.size).toBe(RECORDS - bad.size)
    expect([...bad].filter((n) => applied.has(n))).toEqual([])
    const events = [...sandbox.events()].map(({ dataFields }) => Number(dataFields["n"]))
    expect(events.toSorted((one, other) => one - other)).toEqual(
      [...applied].filter((n) => n % 3 === 1).toSorted((one, other) => one - other),
    )
    const purchases = [...sandbox.purchases()].map(({ dataFields }) => Number(dataFields["n"]))
    expect(purchases.length).toBe(new Set(purchases).size)
    expect(purchases.length).toBe([...applied].filter((n) => n % 3 === 2).length)
    expect(summary.requests.throttled).toBeGreaterThan(50)
  },
)

it(
  "stops at once when the key is refused midway, and says what to check and what is pending",
  { timeout: 60_000 },
  async () => {
    running = await startSandbox({
      rateLimits: "off",
      faults: [{ fault: { kind: "disable-key" }, requestNumber: 3 }],
    })
    const dataImport = IterableDataImport.create({
      apiKey: API_KEY,
      baseUrl: running.url,
      source: Array.from({ length: 1_000 }, (_, index) => ({ email: `user${index}@example.com` })),
      name: "refused",
      stateDir,
      maxRecordsPerRequest: 100,
    })

    const stopped = await dataImport
      .run(({ email }) => new UpdateUserProfile({ email }))
      .catch((error: unknown) => error)

    if (!(stopped instanceof ImportStoppedError)) throw new Error("It did not stop.", { cause: stopped })
    expect(stopped.code).toBe("API_UNAUTHORIZED")
    expect(stopped.message).toMatch(/Server-side.*region/)
    expect(`${stopped.message} ${JSON.stringify(stopped.summary)}`).not.toContain(API_KEY)
    const { imported, pending, read } = stopped.summary.records
    expect(imported).toBe(running.sandbox.counts().users)
    expect(imported + pending).toBe(read)
    expect(pending).toBeGreaterThan(0)
  },
)
