import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, expect, it } from "vitest"
import { IterableDataImport, TrackCustomEvent, TrackPurchase, UpdateUserProfile } from "../../src/index.ts"
import type { ImportAction, RejectLine } from "../../src/index.ts"
import { startSandbox } from "../../src/sandbox/index.ts"
import type { FaultRule, RunningSandbox } from "../../src/sandbox/index.ts"
import { readLines } from "../kit/programs.ts"

let stateDir: string
let running: RunningSandbox

/** 2 % of requests are answered 500, half of them after they were applied; 1 % are reset, 5 % get a 429. */
const WEATHER: readonly FaultRule[] = [
  { fault: { kind: "status", status: 500, code: "GenericError" }, probability: 0.01 },
  { fault: { kind: "status", status: 500, code: "DatabaseError" }, probability: 0.01, when: "after" },
  { fault: { kind: "reset" }, probability: 0.005 },
  { fault: { kind: "reset" }, probability: 0.005, when: "after" },
  { fault: { kind: "rate-limited", resetSeconds: 0.05 }, probability: 0.05 },
]

beforeEach(async () => {
  stateDir = mkdtempSync(join(tmpdir(), "weather-"))
  running = await startSandbox({
    seed: 11,
    traceField: "n",
    rateLimits: "off",
    faults: WEATHER,
    forgotten: { emails: ["forgotten@example.com"], userIds: ["forgotten"] },
    userFields: { score: "long", n: "long" },
    eventFields: { seen: { score: "long", n: "long" } },
    behavior: { trackUnknownUser: "create", rateLimitParams: "all" },
  })
})

afterEach(async () => {
  await running.close()
  rmSync(stateDir, { recursive: true, force: true })
})

/** Nested so deeply that the whole request is refused for it. */
function tooDeep(): unknown {
  let value: unknown = 1
  for (let depth = 0; depth < 150; depth += 1) value = { value }
  return value
}

/** What is wrong with a record; a poison in every 10,000, forgotten users and type conflicts more often. */
function faultOf(n: number): "poison" | "forgotten" | "type" | "address" | undefined {
  if (n % 10_000 === 7_777) return "poison"
  if (n % 1_000 === 500) return "forgotten"
  if (n % 1_000 === 750) return "type"
  return n % 1_000 === 250 ? "address" : undefined
}

function identityOf(n: number): { email?: string; userId?: string } {
  const fault = faultOf(n)
  if (fault === "forgotten")
    return n % 2_000 === 500 ? { email: "Forgotten@example.com" } : { userId: "forgotten" }
  if (fault === "address") return { email: `user${n}@nowhere` }
  return { email: `user${n}@example.com` }
}

function fieldsOf(n: number): Record<string, unknown> {
  const fault = faultOf(n)
  if (fault === "type") return { n, score: "not a number" }
  return fault === "poison" ? { n, deep: tooDeep() } : { n, score: n }
}

const items = [{ id: "mug", name: "Mug", price: 1, quantity: 1 }]
const KINDS: readonly [string, number, (n: number) => ImportAction][] = [
  ["users", 40_000, (n) => new UpdateUserProfile({ ...identityOf(n), dataFields: fieldsOf(n) })],
  [
    "events",
    40_000,
    (n) => new TrackCustomEvent({ eventName: "seen", ...identityOf(n), dataFields: fieldsOf(n) }),
  ],
  [
    "purchases",
    8_000,
    (n) => new TrackPurchase({ user: identityOf(n), items, total: 1, dataFields: fieldsOf(n) }),
  ],
]

it.each(KINDS)(
  "tells the truth of every record in bad weather: %s",
  { timeout: 180_000 },
  async (name, count, map) => {
    const isBad = (n: number): boolean => faultOf(n) !== undefined
    const numbers = Array.from({ length: count }, (_, index) => index + 1)
    const dataImport = IterableDataImport.create({
      apiKey: "canary-key-0123456789",
      baseUrl: running.url,
      source: numbers.map((n) => ({ n })),
      name,
      stateDir,
      rateLimits: "off",
    })

    const summary = await dataImport.run(({ n }) => map(n))

    const bad = numbers.filter(isBad)
    expect(summary.records).toEqual({
      read: count,
      imported: count - bad.length,
      rejected: bad.length,
      skipped: 0,
      unknown: 0,
      pending: 0,
    })
    const rejects = readLines<RejectLine>(summary.paths.rejects ?? "").map(
      ({ position }) => position.recordNumber,
    )
    expect(rejects.toSorted((one, other) => one - other)).toEqual(bad)
    const applied = new Set([...running.sandbox.applied()].map(({ trace }) => Number(trace)))
    expect(numbers.filter((n) => applied.has(n) === isBad(n))).toEqual([])
    const { events, purchases } = running.sandbox.counts()
    expect([events, purchases]).toEqual([
      name === "events" ? count - bad.length : 0,
      name === "purchases" ? count - bad.length : 0,
    ])
    expect(summary.requests.retried).toBeGreaterThan(0)
  },
)
