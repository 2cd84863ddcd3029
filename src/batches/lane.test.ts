import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { mappedOf } from "../../tests/kit/arbitraries.ts"
import { ofKind } from "../../tests/kit/of-kind.ts"
import { identityKeys } from "../actions/identity.ts"
import { identityOf } from "../kinds/kind.ts"
import { TrackCustomEvent } from "../kinds/track-custom-event.ts"
import { TrackPurchase } from "../kinds/track-purchase.ts"
import { UpdateUserProfile } from "../kinds/update-user-profile.ts"
import type { ImportAction } from "../kinds/all-kinds.ts"
import { usersBulkUpdate } from "../endpoints/users-bulk-update.ts"
import { eventsTrackBulk } from "../endpoints/events-track-bulk.ts"
import { commerceTrackPurchase } from "../endpoints/commerce-track-purchase.ts"
import type { MappedAction } from "../mapping/mapped-records.ts"
import type { Batch } from "./batch.ts"
import { partOf, wireOf } from "./batch.ts"
import { encodeMappedWith } from "./encode-mapped.ts"
import { Lane } from "./lane.ts"
import type { LaneLimits } from "./lane.ts"
import { UserOrder } from "./user-order.ts"
import { say } from "../messages/say.ts"

const LIMITS: LaneLimits = {
  maxBytesPerRequest: 1_000,
  maxRecordsPerRequest: () => 3,
  maxWaitingBatches: 2,
  mergesUpdates: false,
  maxHeldActions: 4,
}
const ENDPOINTS = { users: usersBulkUpdate, events: eventsTrackBulk, purchases: commerceTrackPurchase }
type EndpointName = keyof typeof ENDPOINTS
const laneOf = (name: EndpointName, limits: Partial<LaneLimits> = {}): Lane =>
  new Lane(ENDPOINTS[name], { ...LIMITS, ...limits }, encodeMappedWith("test", "none"), new UserOrder())
const numbersIn = (batch: Batch | undefined): number[] =>
  (batch?.entries ?? []).map(({ item }) => item.position.recordNumber)

interface Who {
  readonly email?: string | undefined
  readonly userId?: string | undefined
}

function actionOf(name: EndpointName, who: Who, padding = 0): ImportAction {
  const dataFields = { text: "é".repeat(padding) }
  if (name === "users") return new UpdateUserProfile({ ...who, dataFields })
  if (name === "events") return new TrackCustomEvent({ ...who, eventName: "e", dataFields })
  const items = [{ id: "i", name: "n", price: 1, quantity: 1 }]
  return new TrackPurchase({ user: { ...who }, items, total: 1, dataFields })
}
const nameOf = (lane: Lane): EndpointName => lane.endpoint.name as EndpointName
function offer(lane: Lane, who: Who, recordNumber: number, padding = 0): boolean {
  return lane.offer(mappedOf(actionOf(nameOf(lane), who, padding), recordNumber)) === undefined
}

const anybody: fc.Arbitrary<Who> = fc
  .tuple(
    fc.constantFrom("a@b.co", "A@B.co", "b@b.co", undefined, undefined),
    fc.constantFrom("u", "v", "w", "x", undefined),
  )
  .filter(([email, userId]) => email !== undefined || userId !== undefined)
  .map(([email, userId]) => ({ email, userId }))
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ who: anybody, padding: fc.constantFrom(0, 0, 5, 150, 600) }) },
  { weight: 2, arbitrary: fc.record({ flush: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ settle: fc.nat() }) },
)

/** What a lane must keep to, whatever is done to it. */
class Witness {
  readonly #lane: Lane
  readonly #keysOf = new Map<number, readonly string[]>()
  readonly #way: Batch[] = []
  readonly #left = new Set<number>()
  readonly #latest = new Map<string, number>()
  readonly wrong: string[] = []
  #offered = 0

  constructor(lane: Lane) {
    this.#lane = lane
  }

  offer(who: Who, padding: number): void {
    const number = (this.#offered += 1)
    const action = actionOf(nameOf(this.#lane), who, padding)
    const rejection = this.#lane.offer(mappedOf(action, number))
    const isTooLarge = padding > 500
    if ((rejection !== undefined) !== isTooLarge) this.wrong.push(`${number}: ${rejection?.code ?? "taken"}`)
    if (rejection === undefined) this.#keysOf.set(number, identityKeys(identityOf(ofKind(action))))
  }

  take(flush: boolean): Batch | undefined {
    const batch = this.#lane.take(flush)
    if (batch === undefined) return undefined
    const { endpoint, entries, bytes } = batch
    if (bytes.length > LIMITS.maxBytesPerRequest) this.wrong.push(`a body of ${bytes.length} bytes`)
    if (entries.length > (endpoint.envelope === undefined ? 1 : 3))
      this.wrong.push(`${entries.length} entries`)
    if (entries.length === 0) this.wrong.push("an empty batch")
    const onTheirWay = new Set(
      this.#way.flatMap((other) => numbersIn(other).flatMap((number) => this.#keysOf.get(number) ?? [])),
    )
    const own = new Set<string>()
    for (const number of numbersIn(batch)) {
      if (this.#left.has(number)) this.wrong.push(`${number} left twice`)
      this.#left.add(number)
      for (const key of this.#keysOf.get(number) ?? ["nobody"]) {
        if (onTheirWay.has(key)) this.wrong.push(`${number}: ${key} is on the way already`)
        if (own.has(key) && !endpoint.repeatsIdentity) this.wrong.push(`${number}: ${key} twice in a batch`)
        if ((this.#latest.get(key) ?? 0) > number) this.wrong.push(`${number}: ${key} overtaken`)
        own.add(key)
        this.#latest.set(key, number)
      }
    }
    this.#way.push(batch)
    return batch
  }

  settle(at: number): boolean {
    const [batch] = this.#way.splice(at % (this.#way.length || 1), 1)
    if (batch !== undefined) this.#lane.settle(batch)
    return batch !== undefined
  }

  /** Takes and settles until nothing is left, and looks whether anything was lost. */
  finish(): void {
    while (this.take(true) !== undefined || this.settle(0));
    if (!this.#lane.isEmpty) this.wrong.push("not empty at the end")
    if (this.#lane.isFull) this.wrong.push("full at the end")
    if (this.#lane.keptBytes !== 0) this.wrong.push(`keeps ${this.#lane.keptBytes} bytes at the end`)
    for (const number of this.#keysOf.keys())
      if (!this.#left.has(number)) this.wrong.push(`${number} is lost`)
  }
}

describe.each(["users", "events", "purchases"] as const)("Lane of %s", (name) => {
  it("keeps each user's order, one batch on its way for each, limits, and loses nothing, whatever comes", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const witness = new Witness(laneOf(name))
        for (const done of steps) {
          if ("who" in done) witness.offer(done.who, done.padding)
          else if ("flush" in done) witness.take(done.flush)
          else witness.settle(done.settle)
        }
        witness.finish()
        expect(witness.wrong).toEqual([])
      }),
      { numRuns: 400 },
    )
  })

  it("has the bytes of each action where its entry says, however often buffers were used before", () => {
    const lane = laneOf(name, { maxRecordsPerRequest: () => 2 })
    for (let number = 1; number <= 40; number += 1) {
      offer(lane, { userId: `u${number}` }, number, number % 7)
      const batch = lane.take(number % 3 === 0)
      if (batch === undefined) continue
      const users = batch.entries.map((entry) => JSON.stringify(wireOf(batch, entry)))
      expect(users).toEqual(numbersIn(batch).map((own) => expect.stringContaining(`"u${own}"`) as unknown))
      expect(() => JSON.parse(batch.bytes.toString()) as unknown).not.toThrow()
      lane.settle(batch)
    }
  })
})

describe("Lane", () => {
  it("lets others pass a user who is on the way", () => {
    const lane = laneOf("users")
    for (const [index, userId] of ["u", "u", "v", "w", "x"].entries()) offer(lane, { userId }, index + 1)
    const first = lane.take(false)
    expect(numbersIn(first)).toEqual([1, 3, 4])
    expect(numbersIn(lane.take(true))).toEqual([5])
    expect(lane.take(true)).toBeUndefined()
    expect(lane.isEmpty).toBe(false)
    lane.settle(first as Batch)
    expect(numbersIn(lane.take(true))).toEqual([2])
  })

  it("lets nobody pass an earlier action of the same user that is held, by whichever identifier", () => {
    const lane = laneOf("users")
    offer(lane, { email: "a@b.co" }, 1)
    offer(lane, { email: "A@b.co", userId: "u" }, 2)
    offer(lane, { userId: "u" }, 3)
    expect(numbersIn(lane.take(true))).toEqual([1])
    expect(lane.take(true)).toBeUndefined()
  })

  it("puts several events of a user into one batch, in order", () => {
    const lane = laneOf("events")
    for (const number of [1, 2]) offer(lane, { userId: "u" }, number)
    expect(numbersIn(lane.take(true))).toEqual([1, 2])
  })

  it("is full once enough batches wait, and no longer when one was taken", () => {
    const lane = laneOf("users")
    for (let number = 1; number <= 5; number += 1) offer(lane, { userId: `u${number}` }, number)
    expect(lane.isFull).toBe(false)
    offer(lane, { userId: "u6" }, 6)
    expect(lane.isFull).toBe(true)
    lane.take(false)
    expect(lane.isFull).toBe(false)
  })

  it("is full once enough actions are held, and takes more all the same", () => {
    const lane = laneOf("users")
    for (let number = 1; number <= 5; number += 1) offer(lane, { userId: "u" }, number)
    expect(lane.isFull).toBe(true)
    expect(offer(lane, { userId: "u" }, 6)).toBe(true)
  })

  it("gives nothing that is not closed unless it is told to", () => {
    const lane = laneOf("users")
    offer(lane, { userId: "u" }, 1)
    expect(lane.take(false)).toBeUndefined()
    expect(lane.isEmpty).toBe(false)
    expect(numbersIn(lane.take(true))).toEqual([1])
    expect(lane.isEmpty).toBe(true)
  })

  it("asks anew how many records a batch may have", () => {
    let most = 1
    const lane = laneOf("users", { maxRecordsPerRequest: () => most })
    offer(lane, { userId: "u1" }, 1)
    most = 2
    offer(lane, { userId: "u2" }, 2)
    offer(lane, { userId: "u3" }, 3)
    expect([numbersIn(lane.take(false)), numbersIn(lane.take(false))]).toEqual([[1], [2, 3]])
  })

  it("takes an action that just fits, and says of one that does not how large it is and may be", () => {
    const action = mappedOf(actionOf("users", { userId: "u" }, 10))
    const bytes = Buffer.byteLength(`{"users":[{"userId":"u","dataFields":{"text":"${"é".repeat(10)}"}}]}`)
    expect(laneOf("users", { maxBytesPerRequest: bytes }).offer(action)).toBeUndefined()
    expect(laneOf("users", { maxBytesPerRequest: bytes - 1 }).offer(action)).toEqual({
      stage: "validate",
      code: "too-large",
      ...say`a request with nothing else takes ${bytes} bytes, and may have ${bytes - 1}`,
    })
  })
})

describe("Lane, where updates wait together", () => {
  const LANE_LIMITS = {
    maxBytesPerRequest: 100_000,
    maxRecordsPerRequest: () => 1,
    maxWaitingBatches: 1,
    maxHeldActions: 10_000,
    mergesUpdates: true,
  }
  const updateOf = (n: number, fields: Readonly<Record<string, unknown>>): MappedAction =>
    mappedOf(new UpdateUserProfile({ email: "hot@example.com", dataFields: fields }), n)
  const mergedNumbers = (batch: Batch | undefined): (number | undefined)[] | undefined =>
    batch?.entries[0]?.mergedFrom?.map(({ mapped }) => mapped.item.position.recordNumber)

  it("keeps memory for each row until its batch is settled, merged or not, and in the end none", () => {
    const give = fc.record({ text: fc.string({ maxLength: 50 }), field: fc.constantFrom("a", "b") })
    const anyStep = fc.oneof(
      { weight: 4, arbitrary: give },
      { weight: 1, arbitrary: fc.constantFrom("settle" as const, "send again" as const) },
    )
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 40 }), (steps) => {
        const encode = encodeMappedWith("test", "derive")
        const lane = new Lane(usersBulkUpdate, LANE_LIMITS, encode, new UserOrder())
        let batch: Batch | undefined
        let offered = 0
        let settled = 0
        const settle = (again: boolean): void => {
          batch ??= lane.take(true)
          if (batch === undefined) return
          const parts = batch.entries.flatMap(({ mergedFrom }) => mergedFrom ?? [])
          if (!again || parts.length === 0) settled += Math.max(parts.length, batch.entries.length)
          lane.settle(batch, again ? parts : [])
          batch = undefined
        }
        for (const done of steps) {
          if (typeof done === "object") lane.offer(updateOf((offered += 1), { [done.field]: done.text }))
          else settle(done === "send again")
          expect(lane.keptBytes).toBeGreaterThanOrEqual((offered - settled) * 100)
        }
        while (!lane.isEmpty || batch !== undefined) settle(false)
        expect(lane.keptBytes).toBe(0)
      }),
    )
  })

  it("counts what a batch keeps in memory until it is settled", () => {
    const lane = new Lane(usersBulkUpdate, LANE_LIMITS, encodeMappedWith("test", "derive"), new UserOrder())
    lane.offer(updateOf(1, { text: "x".repeat(1_000) }))
    const batch = lane.take(true)
    expect(batch?.entries).toHaveLength(1)
    expect(lane.keptBytes).toBeGreaterThan(1_000)
    if (batch !== undefined) lane.settle(batch, [])
    expect(lane.keptBytes).toBe(0)
  })

  it("sends a user of a thousand rows in two requests, every row with its own place", () => {
    const lane = new Lane(usersBulkUpdate, LANE_LIMITS, encodeMappedWith("test", "derive"), new UserOrder())
    for (let n = 1; n <= 1_000; n += 1) lane.offer(updateOf(n, { n, [`field${n % 3}`]: n }))
    const first = lane.take(true)
    expect(first?.entries).toHaveLength(1)
    if (first !== undefined) lane.settle(first)
    const second = lane.take(true)
    expect(mergedNumbers(second)).toEqual(Array.from({ length: 999 }, (_, index) => index + 2))
    expect(JSON.parse(second?.bytes.toString() ?? "")).toEqual({
      users: [{ email: "hot@example.com", dataFields: { n: 1000, field0: 999, field1: 1000, field2: 998 } }],
    })
    if (second !== undefined) lane.settle(second)
    expect(lane.isEmpty).toBe(true)
  })

  it("merges no update past one of another identity that shares an identifier with both", () => {
    const lane = new Lane(usersBulkUpdate, LANE_LIMITS, encodeMappedWith("test", "derive"), new UserOrder())
    const both = { email: "hot@example.com", userId: "u" }
    for (const [index, who] of [both, both, { userId: "u" }, both].entries())
      lane.offer(mappedOf(new UpdateUserProfile({ ...who, dataFields: { n: index + 1 } }), index + 1))
    const sent: unknown[] = []
    for (let batch = lane.take(true); batch !== undefined; batch = lane.take(true)) {
      sent.push(batch.entries.map((entry) => wireOf(batch, entry)["dataFields"]))
      lane.settle(batch)
    }
    expect(sent).toEqual([[{ n: 1 }], [{ n: 2 }], [{ n: 3 }], [{ n: 4 }]])
  })

  it("merges no events", () => {
    const lane = new Lane(eventsTrackBulk, LANE_LIMITS, encodeMappedWith("test", "derive"), new UserOrder())
    for (let n = 1; n <= 3; n += 1) offer(lane, { userId: "u" }, n)
    const sent: unknown[] = []
    for (let batch = lane.take(true); batch !== undefined; batch = lane.take(true)) {
      sent.push([numbersIn(batch), mergedNumbers(batch)])
      lane.settle(batch)
    }
    expect(sent).toEqual([1, 2, 3].map((n) => [[n], undefined]))
  })

  it("sends those that were refused when merged one by one, before what came later", () => {
    const lane = new Lane(usersBulkUpdate, LANE_LIMITS, encodeMappedWith("test", "derive"), new UserOrder())
    for (let n = 1; n <= 3; n += 1) lane.offer(updateOf(n, { n }))
    const first = lane.take(true)
    if (first !== undefined) lane.settle(first)
    const second = lane.take(true)
    lane.offer(updateOf(4, { n: 4 }))
    const parts = second?.entries[0]?.mergedFrom ?? []
    if (second !== undefined)
      lane.settle(
        second,
        parts.map((part) => ({ ...part, mergeGroup: Symbol("alone") })),
      )
    const sent: (number | undefined)[] = []
    for (let batch = lane.take(true); batch !== undefined; batch = lane.take(true)) {
      sent.push(...batch.entries.map(({ item }) => item.position.recordNumber))
      lane.settle(batch)
    }
    expect(sent).toEqual([2, 3, 4])
  })
})

it("lets nothing pass what was left of its user, also once an earlier action of that user is settled", () => {
  const order = new UserOrder()
  const encode = encodeMappedWith("test", "none")
  const users = new Lane(usersBulkUpdate, LIMITS, encode, order)
  const events = new Lane(eventsTrackBulk, LIMITS, encode, order)
  const who = { email: "a@b.co", userId: "u" }
  offer(users, who, 1)
  const first = users.take(true)
  users.leave(identityOf(ofKind(actionOf("users", { userId: "u" }))))
  if (first !== undefined) users.settle(first)
  offer(events, { userId: "u" }, 3)
  offer(events, { email: "a@b.co" }, 4)
  expect(numbersIn(events.take(true))).toEqual([4])
  expect(events.take(true)).toBeUndefined()
})

it("merges no update past what was left of its user in between", () => {
  const order = new UserOrder()
  const encode = encodeMappedWith("test", "none")
  const users = new Lane(usersBulkUpdate, { ...LIMITS, mergesUpdates: true }, encode, order)
  const purchases = new Lane(commerceTrackPurchase, LIMITS, encode, order)
  const who = { email: "a@b.co", userId: "u" }
  offer(users, who, 1)
  const first = users.take(true)
  offer(users, who, 2)
  const { action: purchase, kind } = ofKind(actionOf("purchases", who))
  const identity = identityOf({ action: purchase, kind })
  purchases.leave(identity, kind.effectOf(purchase, identity).does)
  offer(users, who, 4)
  if (first !== undefined) users.settle(first)
  const second = users.take(true)
  expect(numbersIn(second)).toEqual([2])
  expect(second?.entries[0]?.mergedFrom).toBeUndefined()
  if (second !== undefined) users.settle(second)
  expect(users.take(true)).toBeUndefined()
})

it("lets the users of all but a part of a batch go, and keeps those of the part", () => {
  const lane = laneOf("users", { maxRecordsPerRequest: () => 2 })
  for (const [index, userId] of ["u", "v", "u", "v"].entries()) offer(lane, { userId }, index + 1)
  const batch = lane.take(true)
  if (batch === undefined) throw new Error("no batch")
  expect(numbersIn(batch)).toEqual([1, 2])
  expect(lane.take(true)).toBeUndefined()
  const part = partOf(batch, batch.entries.slice(1))
  expect(wireOf(part, part.entries[0] ?? expect.fail())).toEqual({ userId: "v", dataFields: { text: "" } })
  lane.settleAllBut(part, batch)
  expect(numbersIn(lane.take(true))).toEqual([3])
  expect(lane.take(true)).toBeUndefined()
  lane.settle(part)
  expect(numbersIn(lane.take(true))).toEqual([4])
})
