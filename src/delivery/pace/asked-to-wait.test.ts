import { describe, expect, it } from "vitest"
import { mappedOf } from "../../../tests/kit/arbitraries.ts"
import { VirtualClock } from "../../../tests/kit/virtual-clock.ts"
import { virtualImporter } from "../../../tests/kit/virtual-importer.ts"
import type { ImportAction } from "../../kinds/all-kinds.ts"
import type { Outcome } from "../../actions/outcome.ts"
import { TrackCustomEvent } from "../../kinds/track-custom-event.ts"
import { TrackPurchase } from "../../kinds/track-purchase.ts"
import { UpdateUserProfile } from "../../kinds/update-user-profile.ts"
import type { MappedAction } from "../../mapping/mapped-records.ts"
import type { AttemptResult } from "../attempt/attempt.ts"
import { DeliveryStop } from "../delivery-stop.ts"

type EndpointName = "users" | "events" | "purchases"

const HOUR_MS = 3_600_000
const GOOD: AttemptResult = {
  kind: "processed",
  rejected: new Map(),
  doubtful: [],
  createdFields: [],
  filteredOutFields: [],
}
const waits = (waitMs: number, throttled: boolean): AttemptResult => ({
  kind: "try-again",
  applied: throttled ? "never" : "maybe",
  throttled,
  waitMs,
  rejection: { stage: "api", code: throttled ? "RateLimitExceeded" : "http-503", message: "later" },
})
const user = (name: string): ImportAction => new UpdateUserProfile({ userId: name, dataFields: { a: 1 } })
const event = (name: string): ImportAction => new TrackCustomEvent({ eventName: "e", userId: name })
const purchase = (name: string): ImportAction =>
  new TrackPurchase({
    user: { userId: name },
    items: [{ id: "i", name: "n", price: 1, quantity: 1 }],
    total: 1,
  })

interface Delivered {
  readonly outcomes: ReadonlyMap<number, Outcome>
  readonly stop: unknown
  readonly elapsedMs: number
  readonly requests: Readonly<Record<EndpointName, number>>
}

/** Delivers actions whose places in the array are their record numbers, a few at a time. */
async function deliver(
  actions: readonly ImportAction[],
  answer: (endpoint: EndpointName, request: number) => AttemptResult,
  signal: AbortSignal = new AbortController().signal,
): Promise<Delivered> {
  const clock = new VirtualClock()
  const requests = { users: 0, events: 0, purchases: 0 }
  const importer = virtualImporter(
    clock,
    async ({ endpoint: { name } }) => {
      const endpoint = name as EndpointName
      requests[endpoint] += 1
      const number = requests[endpoint]
      await clock.sleep(50)
      return answer(endpoint, number)
    },
    { maxRecordsPerRequest: 100 },
  )
  async function* source(): AsyncGenerator<readonly MappedAction[]> {
    for (let start = 0; start < actions.length; start += 100) {
      await clock.sleep(10)
      yield actions.slice(start, start + 100).map((action, index) => mappedOf(action, start + index))
    }
  }
  const outcomes = new Map<number, Outcome>()
  const all = async (): Promise<unknown> => {
    try {
      for await (const settlements of importer.deliver(source(), { signal }))
        for (const { outcome, action } of settlements)
          outcomes.set(action.item.position.recordNumber, outcome)
      return undefined
    } catch (error) {
      return error
    }
  }
  const stop = await clock.run(all())
  return { outcomes, stop, elapsedMs: clock.elapsedMs(), requests }
}

describe("a wait that is asked for, longer than the bound of an outage", () => {
  const count = 3_000
  const mixed = Array.from(
    { length: count },
    (_, index) => [user, event, purchase][index % 3]?.(`u${index}`) ?? user("nobody"),
  )
  const kindAt = (index: number): EndpointName =>
    (["users", "events", "purchases"] as const)[index % 3] ?? "users"

  it.each<[EndpointName, boolean]>([
    ["users", true],
    ["users", false],
    ["events", true],
    ["events", false],
    ["purchases", true],
    ["purchases", false],
  ])("closes %s only, and the others are finished (throttled: %s)", async (closed, throttled) => {
    const { elapsedMs, outcomes, requests, stop } = await deliver(mixed, (endpoint, request) =>
      endpoint === closed && request >= 3 ? waits(HOUR_MS, throttled) : GOOD,
    )
    expect(elapsedMs).toBeLessThan(60_000)
    expect(stop).toBeInstanceOf(DeliveryStop)
    expect(stop).toMatchObject({ code: "ASKED_TO_WAIT" })
    const [, untilText = ""] = /until (\S+Z) /.exec(String(stop)) ?? []
    const untilMs = Date.parse(untilText) - new VirtualClock().now()
    expect(untilMs).toBeGreaterThanOrEqual(HOUR_MS)
    expect(untilMs).toBeLessThanOrEqual(HOUR_MS + elapsedMs + 1_000)
    for (let index = 0; index < count; index += 1)
      if (kindAt(index) !== closed) expect(outcomes.get(index)).toEqual({ kind: "accepted" })
    const others = [...outcomes].filter(([index]) => kindAt(index) === closed)
    for (const [, outcome] of others)
      if (outcome.kind !== "accepted")
        expect(outcome).toMatchObject({ kind: "unknown", mayBeSentAgain: true })
    if (throttled) expect(others.every(([, { kind }]) => kind === "accepted")).toBe(true)
    expect(requests[closed]).toBeLessThan(10)
  })

  it("lets nothing of a user pass what the user still waits for", async () => {
    const names = Array.from({ length: 600 }, (_, index) => `u${index}`)
    // The first 100 users are updated; the rest is pending, and so are the events and purchases of those.
    const actions = names.flatMap((name) => [user(name), event(name), purchase(name)])
    const { outcomes, stop } = await deliver(actions, (endpoint, request) =>
      endpoint === "users" && request === 2 ? waits(2 * HOUR_MS, true) : GOOD,
    )
    expect(stop).toMatchObject({ code: "ASKED_TO_WAIT" })
    for (const [index] of names.entries()) {
      const kinds = [0, 1, 2].map((at) => outcomes.get(index * 3 + at)?.kind)
      expect(new Set(kinds).size).toBe(1)
    }
    expect(outcomes.get(0)).toEqual({ kind: "accepted" })
    expect(outcomes.get(actions.length - 1)).toBeUndefined()
  })

  it("stops at once where nothing else is left to do", async () => {
    const { elapsedMs, outcomes, stop } = await deliver([user("a"), user("b")], () => waits(HOUR_MS, true))
    expect([stop, outcomes.size]).toEqual([expect.objectContaining({ code: "ASKED_TO_WAIT" }), 0])
    expect(elapsedMs).toBeLessThan(5_000)
  })

  it("is no stop where all that was asked for is settled", async () => {
    const { outcomes, stop } = await deliver([user("a"), event("a")], (endpoint, request) =>
      endpoint === "events" && request === 1 ? waits(30_000, true) : GOOD,
    )
    expect(stop).toBeUndefined()
    expect([...outcomes.values()]).toEqual([{ kind: "accepted" }, { kind: "accepted" }])
  })

  it("is no other stop than the one that was asked for, once it is to end", async () => {
    const abort = new AbortController()
    const { stop } = await deliver(
      mixed,
      (endpoint) => {
        if (endpoint === "events") abort.abort()
        return endpoint === "users" ? waits(HOUR_MS, true) : GOOD
      },
      abort.signal,
    )
    expect(stop).toBeUndefined()
  })

  it("ends where more is left behind than is kept in mind", async () => {
    const many = Array.from({ length: 150_000 }, (_, index) => user(`u${index}`))
    const { elapsedMs, stop } = await deliver(many, () => waits(HOUR_MS, true))
    expect(stop).toMatchObject({ code: "ASKED_TO_WAIT" })
    // Ten milliseconds for each hundred that are read.
    expect(elapsedMs).toBeLessThan(12_000)
  })
})
