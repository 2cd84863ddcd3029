import { expect, it } from "vitest"
import type { SandboxOptions } from "../../src/sandbox/index.ts"
import { isThrottled } from "./exchange.ts"
import { violations } from "./invariants.ts"
import { quiet } from "./quiet-scenario.ts"
import type { Simulation } from "./simulate.ts"
import { simulate } from "./simulate.ts"

/** So many records of a kind, each in a request of its own, so that nothing but the rate takes time. */
async function paced(
  kind: "user" | "event" | "purchase",
  count: number,
  sandbox: SandboxOptions = {},
): Promise<Simulation> {
  const records = Array.from({ length: count }, (_, index) => ({
    seq: index + 1,
    kind,
    email: `p${index}@example.com`,
    fields: { seq: index + 1 },
    mergeNestedObjects: false,
  }))
  const behavior = { trackUnknownUser: "create", ...sandbox.behavior } as const
  const scenario = { ...quiet(records, { ...sandbox, behavior }), maxRecordsPerRequest: 1 }
  const done = await simulate(scenario)
  expect(violations(done)).toEqual([])
  expect(done.ledger.records).toMatchObject({ imported: count })
  return done
}

const WITHOUT_LIMITS: SandboxOptions = { rateLimits: "off" }
const throttledIn = ({ exchanges }: Simulation): number => exchanges.filter(isThrottled).length

it.each([
  ["users", "user", 600, 5],
  ["events", "event", 1_200, 10],
] as const)(
  "%s go as fast as the documented limit lets them, and never over it",
  async (_, kind, count, perSecond) => {
    const done = await paced(kind, count)
    expect(throttledIn(done)).toBe(0)
    expect(done.elapsedMs).toBeGreaterThan(((count - perSecond) / perSecond) * 1_000)
    expect(done.elapsedMs).toBeLessThan((count / perSecond) * 1_000 * 1.05)
  },
)

it("others that use up the limit for a while slow an import down for a while", async () => {
  const fault = { kind: "rate-limited", resetSeconds: 1 } as const
  const done = await paced("user", 600, { faults: [{ fault, fromMs: 10_000, untilMs: 20_000 }] })
  expect(throttledIn(done)).toBeGreaterThan(3)
  expect(throttledIn(done)).toBeLessThan(30)
  expect(done.elapsedMs).toBeLessThan(600 * 200 * 1.05 + 25_000)
})

it.each(["all", "none"] as const)(
  "a limit that nobody told of is found, and then kept to (told to wait by 429s: %s)",
  async (rateLimitParams) => {
    const done = await paced("purchase", 6_000, {
      rateLimits: { "commerce/trackPurchase": { perSecond: 100 } },
      behavior: { rateLimitParams },
    })
    expect(throttledIn(done)).toBeGreaterThan(0)
    expect(throttledIn(done)).toBeLessThan(6_000 * 0.05)
    expect(done.elapsedMs).toBeLessThan(60_000 * 1.25)
  },
)

it("where there is no limit, none is made up", async () => {
  const done = await paced("purchase", 6_000)
  expect(done.elapsedMs).toBeLessThan(20_000)
})

it.each([
  ["users", "user", 1_000],
  ["events", "event", 2_000],
  ["purchases", "purchase", 3_000],
] as const)(
  "%s of which a tenth of the requests fail at random go nearly as fast as without failures",
  async (_, kind, count) => {
    const undisturbed = await paced(kind, count, WITHOUT_LIMITS)
    const failures = [
      { fault: { kind: "status", status: 500 }, probability: 0.07 },
      { fault: { kind: "reset" }, probability: 0.03 },
    ] as const
    const disturbed = await paced(kind, count, { ...WITHOUT_LIMITS, faults: failures })
    expect(disturbed.exchanges.length).toBeGreaterThan(count * 1.08)
    expect(undisturbed.elapsedMs / disturbed.elapsedMs).toBeGreaterThan(0.85)
  },
)
