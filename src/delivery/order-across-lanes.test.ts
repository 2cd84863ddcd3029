import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { mappedOf } from "../../tests/kit/arbitraries.ts"
import { VirtualClock } from "../../tests/kit/virtual-clock.ts"
import { virtualImporter } from "../../tests/kit/virtual-importer.ts"
import type { ImportAction } from "../kinds/all-kinds.ts"
import { TrackCustomEvent } from "../kinds/track-custom-event.ts"
import { TrackPurchase } from "../kinds/track-purchase.ts"
import { UpdateUserProfile } from "../kinds/update-user-profile.ts"
import { isJsonObject } from "../json/json-object.ts"
import type { JsonObject } from "../json/json-object.ts"
import type { MappedAction } from "../mapping/mapped-records.ts"
import type { Attempt } from "./attempt/attempt.ts"

const ITEMS = [{ id: "mug", name: "Mug", price: 1, quantity: 1 }]
/** Each with a number by which it is found in a request again, also where it is merged with others. */
const MAKERS = {
  update: (email: string, n: number) => new UpdateUserProfile({ email, dataFields: { [`n${n}`]: n } }),
  "update of the cart": (email: string, n: number) =>
    new UpdateUserProfile({ email, dataFields: { [`n${n}`]: n, shoppingCartItems: [{ id: "mug" }] } }),
  rename: (email: string, n: number) =>
    new UpdateUserProfile({ email, dataFields: { n, email: `${n}@example.com` } }),
  "rename by a purchase": (email: string, n: number) =>
    new TrackPurchase({
      user: { email, dataFields: { email: `${n}@example.com` } },
      items: ITEMS,
      total: 1,
      dataFields: { n },
    }),
  event: (email: string, n: number) => new TrackCustomEvent({ email, eventName: "e", dataFields: { n } }),
  purchase: (email: string, n: number) =>
    new TrackPurchase({ user: { email }, items: ITEMS, total: 1, dataFields: { n } }),
  "purchase with fields": (email: string, n: number) =>
    new TrackPurchase({
      user: { email, dataFields: { tier: n } },
      items: ITEMS,
      total: 1,
      dataFields: { n },
    }),
  "purchase with both identifiers": (email: string, n: number) =>
    new TrackPurchase({
      user: { email, userId: `id of ${email}` },
      items: ITEMS,
      total: 1,
      dataFields: { n },
    }),
} as const satisfies Readonly<Record<string, (email: string, n: number) => ImportAction>>
type Kind = keyof typeof MAKERS
type EndpointName = "users" | "events" | "purchases"
const KINDS = Object.keys(MAKERS) as Kind[]

/** Whether the later of two actions of one user on two endpoints must wait for the earlier one. */
function mustWait(earlier: Kind, later: Kind): boolean {
  const isOrdinaryEvent = (kind: Kind): boolean => kind === "event"
  if (earlier.startsWith("rename") || later.startsWith("rename")) return true
  if (isOrdinaryEvent(earlier)) return false
  if (earlier === "purchase" && later.startsWith("update")) return later === "update of the cart"
  return true
}

interface Step {
  readonly kind: Kind
  readonly email: string
}
interface Sending {
  readonly endpoint: EndpointName
  readonly startMs: number
  readonly endMs: number
}

interface Pace {
  readonly arrayLength: number
  readonly pauseMs: number
  readonly mergeUpdates: boolean
}

/** Delivers the steps in arrays, each attempt taking as long as its endpoint does; gives when each was sent and answered. */
async function deliver(
  steps: readonly Step[],
  latencyMs: Readonly<Record<EndpointName, number>>,
  { arrayLength = 3, mergeUpdates = false, pauseMs = 0 }: Partial<Pace> = {},
): Promise<Map<number, Sending>> {
  const clock = new VirtualClock()
  const sendings = new Map<number, Sending>()
  const attempt: Attempt = async ({ endpoint: { name }, sent }) => {
    const endpoint = name as EndpointName
    const startMs = clock.elapsedMs()
    await clock.sleep(latencyMs[endpoint])
    const all = Array.from({ length: sent.count }, (_, index) => numbersIn(sent.wireAt(index)))
    for (const n of all.flat()) {
      if (sendings.has(n)) throw new Error(`${n} was sent twice`)
      sendings.set(n, { endpoint, startMs, endMs: clock.elapsedMs() })
    }
    return { kind: "processed", rejected: new Map(), doubtful: [], createdFields: [], filteredOutFields: [] }
  }
  async function* source(): AsyncGenerator<readonly MappedAction[]> {
    for (let start = 0; start < steps.length; start += arrayLength) {
      await clock.sleep(pauseMs)
      yield steps
        .slice(start, start + arrayLength)
        .map(({ email, kind }, index) => mappedOf(MAKERS[kind](email, start + index + 1), start + index + 1))
    }
  }
  const importer = virtualImporter(clock, attempt, { maxRecordsPerRequest: 4, mergeUpdates })
  const run = async (): Promise<void> => {
    for await (const settlements of importer.deliver(source(), { signal: new AbortController().signal }))
      for (const { outcome } of settlements) expect(outcome.kind).toBe("accepted")
  }
  await clock.run(run())
  return sendings
}

function numbersIn(wire: JsonObject): number[] {
  const fields = wire["dataFields"]
  return isJsonObject(fields)
    ? Object.entries(fields).flatMap(([name, value]) => (/^n\d*$/.test(name) ? Number(value) : []))
    : []
}

const sendingOf = (sendings: ReadonlyMap<number, Sending>, n: number): Sending => {
  const sending = sendings.get(n)
  if (sending === undefined) throw new Error(`${n} was never sent`)
  return sending
}

const pairs = KINDS.flatMap((earlier) => KINDS.map((later) => ({ earlier, later })))

describe("order across endpoints", () => {
  it.each(pairs)("$earlier, then $later of one user", async ({ earlier, later }) => {
    const email = "ada@example.com"
    const slow = { users: 300, events: 300, purchases: 300 }
    const sendings = await deliver(
      [
        { kind: earlier, email },
        { kind: later, email },
      ],
      slow,
    )
    const [first, second] = [sendingOf(sendings, 1), sendingOf(sendings, 2)]
    const isApart = first.endpoint !== second.endpoint
    if (isApart) expect(second.startMs >= first.endMs).toBe(mustWait(earlier, later))
    else expect(second.startMs).toBeGreaterThanOrEqual(first.endpoint === "events" ? 0 : first.endMs)
  })

  it("holds for any mixture of users and kinds, however fast each endpoint is, and loses nothing", async () => {
    const step = fc.record({
      kind: fc.constantFrom(...KINDS),
      email: fc.constantFrom(
        "a@example.com",
        "b@example.com",
        "c@example.com",
        "2@example.com",
        "5@example.com",
      ),
    })
    const latency = fc.constantFrom(1, 150, 2_000)
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 40 }),
        fc.record({ users: latency, events: latency, purchases: latency }),
        fc.record({
          arrayLength: fc.constantFrom(1, 3, 100),
          pauseMs: fc.constantFrom(0, 400),
          mergeUpdates: fc.boolean(),
        }),
        async (steps, latencyMs, pace) => {
          const sendings = await deliver(steps, latencyMs, pace)
          const wrong: string[] = []
          for (const [at, later] of steps.entries()) {
            for (const [before, earlier] of steps.slice(0, at).entries()) {
              if (!concernsSame(earlier, before + 1, later, at + 1)) continue
              const [first, second] = [sendingOf(sendings, before + 1), sendingOf(sendings, at + 1)]
              const isRight =
                first.endpoint === second.endpoint
                  ? second.startMs >= first.startMs
                  : second.startMs >= first.endMs ||
                    !mustWait(kindOf(earlier, before + 1), kindOf(later, at + 1))
              if (!isRight) wrong.push(`${at + 1} (${later.kind}) passed ${before + 1} (${earlier.kind})`)
            }
          }
          expect(wrong).toEqual([])
        },
      ),
      { numRuns: 300 },
    )
  })

  it("an update of the cart is not merged with one that need not wait for the purchase before", async () => {
    const email = "ada@example.com"
    const steps = (["update", "purchase", "update", "update of the cart"] as const).map((kind) => ({
      kind,
      email,
    }))
    const slow = { users: 50, events: 50, purchases: 500 }
    const sendings = await deliver(steps, slow, { arrayLength: 100, mergeUpdates: true })
    const [purchase, cart] = [sendingOf(sendings, 2), sendingOf(sendings, 4)]
    expect(cart.startMs).toBeGreaterThanOrEqual(purchase.endMs)
  })

  it("an event under the old name leaves after what creates its user and before what renames it", async () => {
    const email = "ada@example.com"
    const steps = (["update", "event", "rename", "event"] as const).map((kind) => ({ kind, email }))
    const sendings = await deliver(steps, { users: 500, events: 500, purchases: 500 })
    const order = [1, 2, 3, 4].map((n) => sendingOf(sendings, n))
    for (const [index, { endMs }] of order.slice(0, 3).entries())
      expect(order[index + 1]?.startMs).toBeGreaterThanOrEqual(endMs)
  })

  it("ordinary events never delay updates, not even where thousands of them wait", async () => {
    const email = "ada@example.com"
    const steps: Step[] = Array.from({ length: 200 }, (_, index) => ({
      kind: index % 2 === 0 ? "event" : "update",
      email,
    }))
    const sendings = await deliver(steps, { users: 10, events: 60_000, purchases: 10 }, { arrayLength: 200 })
    const [event, last] = [sendingOf(sendings, 1), sendingOf(sendings, 200)]
    expect(last.endMs).toBeLessThan(event.endMs)
  })

  it("an event waits for no later update of its user", async () => {
    const email = "ada@example.com"
    const steps = (["purchase", "event", "update"] as const).map((kind) => ({ kind, email }))
    const sendings = await deliver(steps, { users: 5_000, events: 10, purchases: 300 })
    expect(sendingOf(sendings, 2).startMs).toBeLessThan(2_000)
  })
})

function concernsSame(earlier: Step, earlierNumber: number, later: Step, laterNumber: number): boolean {
  const others = keysOf(later, laterNumber)
  return keysOf(earlier, earlierNumber).some((key) => others.includes(key))
}

/** Who is renamed to what it is called already only has its fields changed. */
function kindOf({ email, kind }: Step, number: number): Kind {
  if (email !== `${number}@example.com`) return kind
  if (kind === "rename") return "update"
  return kind === "rename by a purchase" ? "purchase with fields" : kind
}

function keysOf({ email, kind }: Step, number: number): string[] {
  return kind.startsWith("rename") ? [email, `${number}@example.com`] : [email]
}
