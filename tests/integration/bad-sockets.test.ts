import { beforeEach, describe, expect, it, vi } from "vitest"
import { brokenPromises } from "../kit/broken-promises.ts"
import { bytesOf } from "../kit/mishap.ts"
import type { Mishap } from "../kit/mishap.ts"
import { GOING_DOWN, QUICK_MISHAPS, SLOW_MISHAPS, TOO_LARGE_MISHAPS } from "../kit/mishaps.ts"
import { runProxied } from "../kit/proxied-import.ts"
import type { ProxiedImport, ProxiedResult } from "../kit/proxied-import.ts"
import { Dice, seededRandom } from "../kit/seeded-random.ts"
import type { RequestHead, UnrulyProxy } from "../kit/unruly-proxy.ts"

type Variant = Pick<ProxiedImport, "kind" | "ids">
type PlanRequest = (request: RequestHead) => Mishap | undefined

const VARIANTS: readonly Variant[] = [
  { kind: "users", ids: "derive" },
  { kind: "events", ids: "derive" },
  { kind: "events", ids: "none" },
  { kind: "purchases", ids: "derive" },
  { kind: "purchases", ids: "none" },
]
const HITS = 3
const TIMEOUT_MS = 400

const BLACK_HOLE: Mishap = { name: "black hole", forward: "never", ending: "hang", leaves: "doubt" }
const LOST_ANSWER: Mishap = { name: "lost answer", forward: "now", ending: "hang", leaves: "doubt" }
const CLOSED_AFTER: Mishap = {
  name: "closed after",
  forward: "now",
  reply: bytesOf,
  ending: "end",
  leaves: "answered",
}

beforeEach(() => {
  // Small draws keep the waits between attempts short.
  const random = seededRandom(1)
  vi.spyOn(Math, "random").mockImplementation(() => random() * 0.02)
})

/** What an import of one variant came to. */
interface Found {
  readonly variant: Variant
  readonly wrong: readonly string[]
  /** How many requests had a mishap, to its end. */
  readonly mishaps: number
  readonly unknown: number
  readonly result: ProxiedResult
}

/** Runs an import in all variants at once. */
function inAllVariants(
  asked: () => Omit<ProxiedImport, "kind" | "ids">,
  variants: readonly Variant[] = VARIANTS,
): Promise<Found[]> {
  return Promise.all(
    variants.map((variant) =>
      runProxied({ ...variant, ...asked() }, (result) => ({
        variant,
        wrong: brokenPromises(result).map((text) => `${variant.kind}, ids ${variant.ids}: ${text}`),
        mishaps: result.proxy.requests.filter(({ isDone }) => isDone).length,
        unknown: result.summary.records.unknown,
        result,
      })),
    ),
  )
}

/** Hits requests that are meant, so many times. */
function hitting(mishap: Mishap, most: number, isMeant: (request: RequestHead) => boolean): PlanRequest {
  let hits = 0
  return (request) => {
    if (hits === most || !isMeant(request)) return undefined
    hits += 1
    return mishap
  }
}

const isThird = ({ number }: RequestHead): boolean => number % 3 === 2
const isOnKeptConnection = ({ numberOnConnection }: RequestHead): boolean => numberOnConnection > 1

/** What counts of what was found. */
function shown(found: readonly Found[]): object {
  return {
    wrong: found.flatMap(({ wrong }) => wrong),
    mishaps: found.map(({ mishaps }) => mishaps),
    hasUnknown: found.map(({ unknown }) => unknown > 0),
  }
}

/** All promises are kept, the mishaps happened, and unknown is only what must not be sent again. */
function truth(mishaps: number, leaves: Mishap["leaves"]): object {
  return {
    wrong: [],
    mishaps: VARIANTS.map(() => mishaps),
    hasUnknown: VARIANTS.map(({ ids }) => ids === "none" && leaves === "doubt"),
  }
}

describe("an import tells the truth of every record where a connection misbehaves:", () => {
  it.each(QUICK_MISHAPS)("$name", async (mishap) => {
    const found = await inAllVariants(() => ({ plan: { onRequest: hitting(mishap, HITS, isThird) } }))
    expect(shown(found)).toEqual(truth(HITS, mishap.leaves))
  })

  const FAILURES = QUICK_MISHAPS.filter(({ leaves }) => leaves !== "answered")
  it.each(FAILURES)("$name, on a connection that was kept", async (mishap) => {
    const onRequest = (): PlanRequest => hitting(mishap, HITS, isOnKeptConnection)
    const found = await inAllVariants(() => ({ plan: { onRequest: onRequest() } }))
    expect(shown(found)).toEqual(truth(HITS, mishap.leaves))
  })

  it.each(SLOW_MISHAPS)("$name", async (mishap) => {
    const onRequest = (): PlanRequest => hitting(mishap, 2, isThird)
    const found = await inAllVariants(() => ({
      plan: { onRequest: onRequest() },
      requestTimeoutMs: TIMEOUT_MS,
    }))
    expect(shown(found)).toEqual(truth(2, mishap.leaves))
  })

  it.each(["reset", "end"] as const)(
    "every second connection is cut as soon as it is made (%s)",
    async (cut) => {
      const found = await inAllVariants(() => ({
        plan: {
          onConnection: (number) => (number % 2 === 0 ? cut : undefined),
          // Else the first connection would be used for ever.
          onRequest: hitting(CLOSED_AFTER, 5, () => true),
        },
      }))
      expect(shown(found)).toEqual(truth(5, "doubt"))
      expect(found.filter(({ result }) => result.proxy.cutConnections < 2)).toEqual([])
    },
  )

  it.each(TOO_LARGE_MISHAPS)("$name", async (mishap) => {
    const mostBytes = 400_000
    const found = await inAllVariants(() => ({
      plan: { onRequest: ({ bodyBytes }) => (bodyBytes > mostBytes ? mishap : undefined) },
      paddingBytes: 300_000,
      records: 20,
      maxRecordsPerRequest: 8,
    }))
    expect(found.flatMap(({ wrong }) => wrong)).toEqual([])
    for (const { mishaps, variant } of found) expect(mishaps > 0).toBe(variant.kind !== "purchases")
  })
})

describe("an import that its server leaves alone", () => {
  it("goes on when the server is back on the same port", async () => {
    const REFUSALS = 4
    const found = await inAllVariants(() => {
      let refusals = 0
      return {
        plan: { onRequest: hitting(GOING_DOWN, 1, ({ number }) => number === 4) },
        onFailure: (reason: string, proxy: UnrulyProxy) => {
          if (!reason.includes("ECONNREFUSED")) return
          refusals += 1
          if (refusals === REFUSALS) void proxy.comeUp()
        },
      }
    })
    expect(shown(found)).toEqual(truth(1, "doubt"))
    for (const { result } of found) {
      expect(result.proxy.timesDown).toBe(1)
      expect(result.summary.requests.sent - result.proxy.requests.length).toBeGreaterThanOrEqual(REFUSALS)
    }
  })

  const isRepeatable = ({ ids }: Variant): boolean => ids === "derive"
  it.each<[string, Mishap, readonly Variant[]]>([
    ["does not come back", GOING_DOWN, VARIANTS],
    ["takes requests and never answers", BLACK_HOLE, VARIANTS.filter(isRepeatable)],
  ])(
    "ends when the outage has lasted as long as it may, where the server %s",
    async (_, mishap, variants) => {
      const maxOutageMs = 500
      const onRequest: PlanRequest = ({ number }) => (number >= 4 ? mishap : undefined)
      const found = await inAllVariants(
        () => ({ plan: { onRequest }, requestTimeoutMs: 150, maxOutageMs }),
        variants,
      )
      expect(found.flatMap(({ wrong }) => wrong)).toEqual([])
      for (const { mishaps, result } of found) {
        expect(mishaps).toBeGreaterThan(0)
        expect(result.stop?.code).toBe("OUTAGE")
        expect(result.summary.records.pending).toBeGreaterThan(0)
        expect(result.summary.durations.totalMs).toBeGreaterThanOrEqual(maxOutageMs)
      }
    },
  )
})

it.each(["reset", "end", "hang"] as const)(
  "an import whose connections never become secure (%s) leaves nothing in doubt, as nothing was sent",
  async (cut) => {
    const found = await inAllVariants(() => ({
      plan: { onConnection: () => (cut === "hang" ? undefined : cut) },
      isSecure: true,
      requestTimeoutMs: 150,
      maxOutageMs: 500,
    }))
    expect(found.flatMap(({ wrong }) => wrong)).toEqual([])
    for (const { result, unknown } of found) {
      expect([unknown, result.proxy.requests.length]).toEqual([0, 0])
      expect(result.stop?.message).toContain("could not be reached")
      expect(result.proxy.connections).toBeGreaterThan(1)
      expect(result.summary.durations.totalMs).toBeLessThan(5_000)
    }
  },
)

describe("an import whose key is refused", () => {
  const DISABLE_AT = 5
  /** So many may be under way when the refusal is read, and each of them is confirmed once. */
  const MAX_UNDER_WAY = 2 * 8
  const faults = [{ fault: { kind: "disable-key" as const }, requestNumber: DISABLE_AT }]

  it("sends nothing new once it has read that, whatever its other connections do", async () => {
    const onRequest: PlanRequest = ({ number }) => (number === 2 || number === 3 ? LOST_ANSWER : undefined)
    const found = await inAllVariants(() => ({ plan: { fatalStatus: 401, onRequest }, faults }))
    expect(found.flatMap(({ wrong }) => wrong)).toEqual([])
    for (const { mishaps, result } of found) {
      expect(mishaps).toBe(2)
      expect(result.stop?.code).toBe("API_UNAUTHORIZED")
      // Each request that was under way is confirmed once, and meets the same.
      const statuses = result.proxy.requests.map(({ status }) => status)
      expect(new Set(statuses.slice(statuses.indexOf(401)))).toEqual(new Set([401]))
      expect(result.proxy.requestsAfterFatal).toBeLessThanOrEqual(MAX_UNDER_WAY)
      expect(result.summary.records.pending).toBeGreaterThan(0)
    }
  })

  it("asks once more whether that is so, and sends nothing after that", async () => {
    const asked: ProxiedImport = {
      kind: "users",
      ids: "derive",
      plan: {},
      maxRecordsPerRequest: 1_000,
      faults,
    }
    const { broken, statuses } = await runProxied(asked, (result) => ({
      broken: brokenPromises(result),
      statuses: result.proxy.requests.map(({ status }) => status),
    }))
    expect(broken).toEqual([])
    expect(statuses).toEqual([200, 200, 200, 200, 401, 401])
  })
})

describe("an import of everything, whose connections misbehave at random,", () => {
  const FIRST_SEED = Number(process.env["SEED"] ?? 1)
  const SEEDS = Number(process.env["SEEDS"] ?? 6)
  const AT_ONCE = 6
  const QUICK = [...QUICK_MISHAPS] as [Mishap, ...Mishap[]]
  const SLOW = [...SLOW_MISHAPS] as [Mishap, ...Mishap[]]

  it(`tells the truth of every record under ${SEEDS} seeds`, { timeout: 600_000 }, async () => {
    const found: { broken: string[]; mishaps: number }[] = []
    const runSeed = (seed: number): Promise<(typeof found)[number]> => {
      const dice = new Dice(seed)
      const asked: ProxiedImport = {
        kind: "all",
        ids: seed % 2 === 0 ? "derive" : "none",
        mergeUpdates: seed % 3 === 0,
        records: 300,
        maxRecordsPerRequest: dice.pick([1, 3, 10]),
        requestTimeoutMs: TIMEOUT_MS,
        plan: {
          onRequest: () => {
            if (!dice.chance(0.3)) return undefined
            return dice.chance(0.05) ? dice.pick(SLOW) : dice.pick(QUICK)
          },
        },
      }
      return runProxied(asked, (result) => ({
        broken: brokenPromises(result).map((text) => `SEED=${seed} SEEDS=1: ${text}`),
        mishaps: result.proxy.requests.filter(({ isDone }) => isDone).length,
      }))
    }
    for (let seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed += AT_ONCE) {
      const most = Math.min(AT_ONCE, FIRST_SEED + SEEDS - seed)
      found.push(...(await Promise.all(Array.from({ length: most }, (_, index) => runSeed(seed + index)))))
    }
    expect(found.flatMap(({ broken }) => broken)).toEqual([])
    expect(Math.min(...found.map(({ mishaps }) => mishaps))).toBeGreaterThan(10)
  })
})
