import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { mappedOf } from "../../../tests/kit/arbitraries.ts"
import { VirtualClock } from "../../../tests/kit/virtual-clock.ts"
import { virtualImporter } from "../../../tests/kit/virtual-importer.ts"
import type { ImportAction } from "../../kinds/all-kinds.ts"
import { TrackCustomEvent } from "../../kinds/track-custom-event.ts"
import { TrackPurchase } from "../../kinds/track-purchase.ts"
import { UpdateUserProfile } from "../../kinds/update-user-profile.ts"
import type { MappedAction } from "../../mapping/mapped-records.ts"
import type { HttpReply } from "../../platform/network/http.ts"
import { DeliveryStop } from "../delivery-stop.ts"
import { httpAttempt } from "../attempt/http-attempt.ts"

type Kind = "users" | "events" | "purchases"

const MAKE: Readonly<Record<Kind, (userId: string) => ImportAction>> = {
  users: (userId) => new UpdateUserProfile({ userId, dataFields: { a: 1 } }),
  events: (userId) => new TrackCustomEvent({ eventName: "e", userId }),
  purchases: (userId) =>
    new TrackPurchase({ user: { userId }, items: [{ id: "i", name: "n", price: 1, quantity: 1 }], total: 1 }),
}

/** How a server answers, if it does, and how long that takes. */
interface Reaction {
  readonly takesMs: number
  readonly reply: HttpReply
}

const answered = (
  status: number,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): HttpReply => ({
  kind: "answer",
  status,
  headers,
  body: JSON.stringify(body),
})
const CUT: HttpReply = { kind: "no-answer", neverSent: false, timedOut: false, reason: "other side closed" }
const REFUSED: HttpReply = { kind: "no-answer", neverSent: true, timedOut: false, reason: "ECONNREFUSED" }
const SILENT: Reaction = { takesMs: Infinity, reply: CUT }
const FAILURES: Readonly<Record<string, Reaction>> = {
  "a silent server": SILENT,
  "connections that are cut": { takesMs: 20, reply: CUT },
  "a server that is not there": { takesMs: 20, reply: REFUSED },
  "503 at once": { takesMs: 20, reply: answered(503, {}) },
  "503 after a while": { takesMs: 7_000, reply: answered(503, {}) },
  "429 that names no time": { takesMs: 20, reply: answered(429, {}) },
  "a foreign body": { takesMs: 20, reply: answered(200, []) },
}

interface Asked {
  readonly kind: Kind
  readonly count: number
  readonly ids: "derive" | "none"
  readonly maxOutageMs: number
  readonly rateLimits: "off" | Readonly<Record<string, never>>
  readonly random?: () => number
  readonly react: (request: number, atMs: number) => Reaction
}

interface Delivered {
  readonly stop: unknown
  readonly elapsedMs: number
  readonly settled: number
  readonly unknown: number
  readonly sentAtMs: readonly number[]
}

async function deliver(asked: Asked): Promise<Delivered> {
  const { count, ids, kind, maxOutageMs, random = () => 0.5, rateLimits, react } = asked
  const clock = new VirtualClock()
  const sentAtMs: number[] = []
  const attempt = httpAttempt({
    http: {
      async send({ timeoutMs }, signal) {
        sentAtMs.push(clock.elapsedMs())
        const { reply, takesMs } = react(sentAtMs.length, clock.elapsedMs())
        await clock.sleep(Math.min(takesMs, timeoutMs), signal)
        const isGivenUp = takesMs > timeoutMs || signal?.aborted === true
        return isGivenUp ? { ...CUT, timedOut: takesMs > timeoutMs } : reply
      },
      close: () => Promise.resolve(),
    },
    clock,
    apiKey: "key",
    baseUrl: "http://server.invalid",
    timeoutMs: 60_000,
  })
  const importer = virtualImporter(clock, attempt, {
    ids,
    maxOutageMs,
    maxRecordsPerRequest: 20,
    random,
    rateLimits,
  })
  async function* actions(): AsyncGenerator<MappedAction[]> {
    await Promise.resolve()
    for (let number = 1; number <= count; number += 1) yield [mappedOf(MAKE[kind](`u${number}`), number)]
  }
  let settled = 0
  let unknown = 0
  const all = (async (): Promise<unknown> => {
    try {
      for await (const some of importer.deliver(actions(), { signal: new AbortController().signal })) {
        settled += some.length
        unknown += some.filter(({ outcome }) => outcome.kind === "unknown").length
      }
    } catch (error) {
      return error
    }
    return undefined
  })()
  const stop = await clock.run(all)
  return { stop, elapsedMs: clock.elapsedMs(), settled, unknown, sentAtMs }
}

/** Once a second it is seen whether the bound has passed, and a request gets a second, however late it leaves. */
const GRACE_MS = 2_000

describe("the bound of an outage", () => {
  it("is held, however the server fails, and whatever is sent", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          kind: fc.constantFrom<Kind>("users", "events", "purchases"),
          ids: fc.constantFrom<Asked["ids"]>("derive", "none"),
          count: fc.integer({ min: 1, max: 200 }),
          maxOutageMs: fc.constantFrom(3_000, 10_000, 45_000),
          rateLimits: fc.constantFrom<Asked["rateLimits"]>("off", {}),
          failure: fc.constantFrom(...Object.keys(FAILURES)),
          other: fc.constantFrom(...Object.keys(FAILURES)),
          chance: fc.double({ min: 0.02, max: 0.999, noNaN: true }),
        }),
        async ({ chance, failure, other, ...asked }) => {
          const react = (request: number): Reaction => FAILURES[request % 2 === 0 ? failure : other] ?? SILENT
          const done = await deliver({ ...asked, random: () => chance, react })
          expect(done.elapsedMs).toBeLessThanOrEqual(asked.maxOutageMs + GRACE_MS)
          if (done.stop === undefined)
            expect([done.settled, done.unknown]).toEqual([asked.count, asked.count])
          else expect(done.stop).toMatchObject({ name: "DeliveryStop", code: "OUTAGE" })
          expect(Math.max(...done.sentAtMs)).toBeLessThanOrEqual(asked.maxOutageMs + 1_000)
        },
      ),
      { numRuns: 150 },
    )
  })

  it.each(["events", "purchases"] as const)(
    "leaves what was not sent pending though nothing may be sent again: %s",
    async (kind) => {
      const count = kind === "events" ? 400 : 200
      const react = (): Reaction => ({ takesMs: 20, reply: CUT })
      const done = await deliver({ kind, count, ids: "none", maxOutageMs: 3_000, rateLimits: "off", react })
      expect(done.stop).toBeInstanceOf(DeliveryStop)
      expect(done.settled).toBeLessThan(count)
      expect(done.settled).toBe(done.unknown)
    },
  )

  it("waits for nothing where nothing is left to be sent", async () => {
    const react = (): Reaction => ({ takesMs: 20, reply: CUT })
    const asked = { kind: "events", ids: "none", rateLimits: "off", react } as const
    const done = await deliver({ ...asked, count: 80, maxOutageMs: 600_000 })
    expect(done).toMatchObject({ stop: undefined, settled: 80, unknown: 80, elapsedMs: 20 })
  })

  it("gives up a request that nobody answers at the bound, and says so", async () => {
    const asked = { kind: "users", count: 2, ids: "derive", rateLimits: "off" } as const
    const done = await deliver({ ...asked, maxOutageMs: 10_000, react: () => SILENT })
    expect(done.stop).toMatchObject({
      code: "OUTAGE",
      message: "Iterable has not worked for 10 s; the last failure: no answer within 10 seconds",
    })
    expect(done).toMatchObject({ elapsedMs: 10_000, sentAtMs: [0], unknown: 2 })
  })

  it("waits for a slow answer as long as others are answered well meanwhile", async () => {
    const good = (takesMs: number): Reaction => ({ takesMs, reply: answered(200, { code: "Success" }) })
    const asked = { kind: "purchases", count: 300, ids: "derive", rateLimits: "off" } as const
    const react = (request: number): Reaction => good(request === 1 ? 50_000 : 8_000)
    const done = await deliver({ ...asked, maxOutageMs: 10_000, react })
    expect(done).toMatchObject({ stop: undefined, settled: 300, unknown: 0 })
    expect(done.elapsedMs).toBeGreaterThanOrEqual(40_000)
    expect(done.sentAtMs).toHaveLength(300)
  })

  it("lets a silent server have its whole time where the bound is far", async () => {
    const asked = { kind: "users", count: 1, ids: "derive", rateLimits: "off" } as const
    const done = await deliver({ ...asked, maxOutageMs: 600_000, react: () => SILENT })
    expect(done.stop).toMatchObject({ code: "OUTAGE" })
    expect(done.sentAtMs[1]).toBeGreaterThanOrEqual(60_000)
    expect(done.elapsedMs).toBe(600_000)
  })
})
