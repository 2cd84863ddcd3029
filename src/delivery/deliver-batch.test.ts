import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { mappedOf } from "../../tests/kit/arbitraries.ts"
import { encodedOf } from "../../tests/kit/encoded-of.ts"
import { recordingLogger } from "../../tests/kit/recording-logger.ts"
import type { LoggedLine } from "../../tests/kit/recording-logger.ts"
import { seededRandom } from "../../tests/kit/seeded-random.ts"
import { VirtualClock } from "../../tests/kit/virtual-clock.ts"
import { TrackCustomEvent } from "../kinds/track-custom-event.ts"
import { UpdateUserProfile } from "../kinds/update-user-profile.ts"
import type { Outcome, Rejection } from "../actions/outcome.ts"
import { usersBulkUpdate } from "../endpoints/users-bulk-update.ts"
import { eventsTrackBulk } from "../endpoints/events-track-bulk.ts"
import type { Verdict } from "../answers/verdict.ts"
import { BatchBuilder } from "../batches/batch-builder.ts"
import { BufferPool } from "../batches/buffer-pool.ts"
import type { Batch } from "../batches/batch.ts"
import type { EncodedAction } from "../batches/encoded-action.ts"
import type { ActionReference } from "../mapping/mapped-records.ts"
import { encodeMappedWith } from "../batches/encode-mapped.ts"
import { UserOrder } from "../batches/user-order.ts"
import type { AttemptResult } from "./attempt/attempt.ts"
import { deliverBatch, unsent } from "./deliver-batch.ts"
import type { BatchDelivery } from "./batch-delivery.ts"
import type { BatchResult } from "./deliver-batch.ts"
import { DeliveryCounter } from "./delivery-statistics.ts"
import { ALL_KINDS } from "../kinds/all-kinds.ts"
import { Health } from "./pace/health.ts"
import type { Settlement } from "./importer.ts"
import { Track } from "./track.ts"

const REJECTION: Rejection = { stage: "api", code: "BadParams", message: "no" }
const ACCEPTED: Verdict = {
  kind: "processed",
  rejected: new Map(),
  doubtful: [],
  createdFields: [],
  filteredOutFields: [],
}
const REFUSED: Verdict = { kind: "refused", rejected: new Map(), suspects: [], rejection: REJECTION }
const TOO_LARGE: Verdict = { kind: "too-large", rejection: { ...REJECTION, code: "http-413" } }
const failed = (over: Partial<Extract<AttemptResult, { kind: "try-again" }>> = {}): AttemptResult => ({
  kind: "try-again",
  applied: "maybe",
  throttled: false,
  waitMs: undefined,
  rejection: { stage: "api", code: "http-500", message: "Iterable answered 500" },
  ...over,
})
const STOPPED: Verdict = { kind: "stop", code: "API_UNAUTHORIZED", message: "no" }
const THROTTLED = failed({ applied: "never", throttled: true, waitMs: 2_000 })
const TIMEOUT = failed({ rejection: { stage: "api", code: "timeout", message: "no answer" } })

/** Events 1 to `count`; those in `withoutId` can not be sent twice without harm. */
function batchOf(
  count: number,
  withoutId: (number: number) => boolean = () => false,
  userOf: (number: number) => number = (number) => number,
): Batch {
  const builder = new BatchBuilder(eventsTrackBulk, undefined, 10_000_000, new BufferPool())
  for (let number = 1; number <= count; number += 1) {
    const event = {
      eventName: "e",
      userId: `u${userOf(number)}`,
      dataFields: { number },
      ...(withoutId(number) ? {} : { id: `id-${number}` }),
    }
    builder.add(encodedOf(new TrackCustomEvent(event), number))
  }
  return builder.build()
}

/** What a request asked for: the numbers of its events. */
type Script = (numbers: readonly number[], request: number) => AttemptResult

interface Run {
  readonly result: BatchResult
  readonly requests: readonly (readonly number[])[]
  readonly atMs: readonly number[]
  readonly settlements: readonly Settlement[]
  /** The numbers of those whose outcomes were given after each request. */
  readonly given: readonly (readonly number[])[]
  readonly outcomes: ReadonlyMap<number, Outcome>
  readonly counter: DeliveryCounter
  readonly track: Track
  readonly elapsedMs: number
  readonly lines: readonly LoggedLine[]
}

async function run(
  batch: Batch,
  script: Script,
  {
    signal = new AbortController().signal,
    maxOutageMs = 600_000,
    others,
    beforeSending,
    lastingMs = () => 20,
  }: {
    signal?: AbortSignal
    beforeSending?: (numbers: readonly number[], clock: VirtualClock) => Promise<void>
    maxOutageMs?: number
    lastingMs?: (numbers: readonly number[]) => number
    others?: (health: Health, clock: VirtualClock, track: Track) => Promise<void>
  } = {},
): Promise<Run> {
  const clock = new VirtualClock()
  const counter = new DeliveryCounter(ALL_KINDS)
  const logger = recordingLogger()
  const health = new Health(clock, maxOutageMs)
  const track = new Track(
    eventsTrackBulk,
    {
      rateLimit: 10,
      maxBytesPerRequest: undefined,
      rateShare: 1,
      mergesUpdates: true,
      maxRecordsPerRequest: 50_000,
    },
    encodeMappedWith("test", "none"),
    clock,
    new UserOrder(),
  )
  const requests: number[][] = []
  const atMs: number[] = []
  const settlements: Settlement[] = []
  const given: (readonly number[])[] = []
  const delivery = {
    attempt: async ({ body }: { readonly body: Uint8Array }): Promise<AttemptResult> => {
      const json = JSON.parse(Buffer.from(body).toString()) as Readonly<
        Record<string, readonly { readonly dataFields: { readonly number: number } }[]>
      >
      const numbers = Object.values(json).flatMap((all) => all.map(({ dataFields }) => dataFields.number))
      requests.push(numbers)
      atMs.push(clock.elapsedMs())
      await clock.sleep(lastingMs(numbers))
      return script(numbers, requests.length)
    },
    track,
    health,
    clock,
    random: seededRandom(1),
    counter,
    logger,
    signal,
    beforeSending:
      beforeSending === undefined
        ? undefined
        : (places: readonly ActionReference[]) =>
            beforeSending(
              places.map(({ item }) => item.position.recordNumber),
              clock,
            ),
    onSettled: (some: readonly Settlement[]) => {
      settlements.push(...some)
      given.push(some.map(({ action }) => action.item.position.recordNumber))
    },
  }
  void others?.(health, clock, track)
  const result = await clock.run(deliverWhole(batch, delivery))
  const outcomes = new Map<number, Outcome>()
  for (const { action, outcome } of settlements) {
    const { recordNumber } = action.item.position
    if (outcomes.has(recordNumber)) throw new Error(`${recordNumber} has two outcomes`)
    outcomes.set(recordNumber, outcome)
  }
  return {
    result,
    requests,
    atMs,
    settlements,
    given,
    outcomes,
    counter,
    track,
    elapsedMs: clock.elapsedMs(),
    lines: logger.lines,
  }
}

const kinds = ({ outcomes }: Run): string[] =>
  [...outcomes].toSorted(([one], [other]) => one - other).map(([number, { kind }]) => `${number} ${kind}`)
const said = ({ lines }: Run): string[] => lines.map(({ level, message }) => `${level}: ${message}`)
const indexesOf = (numbers: readonly number[], wanted: (number: number) => boolean): number[] =>
  numbers.flatMap((number, index) => (wanted(number) ? [index] : []))

describe("deliverBatch(), of what must not be sent twice", () => {
  it("names it once, before it is sent for the first time, and waits until that is noted", async () => {
    const named: (readonly number[])[] = []
    const beforeSending = async (numbers: readonly number[], clock: VirtualClock): Promise<void> => {
      await clock.sleep(500)
      named.push(numbers)
    }
    const script: Script = (_, request) => (request === 1 ? THROTTLED : request === 2 ? REFUSED : ACCEPTED)
    const { atMs, requests } = await run(
      batchOf(4, (number) => number % 2 === 0),
      script,
      { beforeSending },
    )
    expect(named).toEqual([[2, 4]])
    expect(atMs[0]).toBe(500)
    expect(requests.length).toBeGreaterThan(2)
    await run(batchOf(4), () => ACCEPTED, { beforeSending })
    expect(named).toHaveLength(1)
  })

  it("sends nothing where it cannot be noted, or the end came meanwhile", async () => {
    const failure = run(
      batchOf(2, () => true),
      () => ACCEPTED,
      {
        beforeSending: () => Promise.reject(new Error("the disk is full")),
      },
    )
    await expect(failure).rejects.toThrow("the disk is full")
    const abort = new AbortController()
    const { outcomes, requests } = await run(
      batchOf(2, () => true),
      () => ACCEPTED,
      {
        signal: abort.signal,
        beforeSending: () => {
          abort.abort()
          return Promise.resolve()
        },
      },
    )
    expect(requests).toEqual([])
    expect(outcomes.size).toBe(0)
  })
})

describe("deliverBatch()", () => {
  it("sends a batch once where all goes well", async () => {
    const done = await run(batchOf(3), () => ({
      ...ACCEPTED,
      createdFields: ["f"],
      filteredOutFields: ["g"],
    }))
    expect(done.requests).toEqual([[1, 2, 3]])
    expect(kinds(done)).toEqual(["1 accepted", "2 accepted", "3 accepted"])
    expect(done.counter.snapshot()).toMatchObject({
      requests: 1,
      retries: 0,
      createdFields: ["f"],
      filteredOutFields: ["g"],
    })
  })

  it("rejects those that the answer rejects, with what was sent of them", async () => {
    const done = await run(batchOf(3), () => ({ ...ACCEPTED, rejected: new Map([[1, REJECTION]]) }))
    expect(kinds(done)).toEqual(["1 accepted", "2 rejected", "3 accepted"])
    const settlement = done.settlements.find(({ outcome }) => outcome.kind === "rejected")
    expect(settlement?.wire).toEqual({ eventName: "e", userId: "u2", id: "id-2", dataFields: { number: 2 } })
  })

  it("gives what is known while it searches for the rest, in the order of the entries", async () => {
    const searched = await run(batchOf(4), (numbers) => (numbers.includes(4) ? REFUSED : ACCEPTED))
    expect(searched.requests).toEqual([[1, 2, 3, 4], [1, 2], [3, 4], [3], [4]])
    expect(searched.given).toEqual([[], [1, 2], [], [3], [4]])

    const proven = await run(batchOf(4), (numbers) =>
      numbers.includes(3) ? { ...REFUSED, rejected: new Map([[2, REJECTION]]) } : ACCEPTED,
    )
    expect(proven.requests).toEqual([
      [1, 2, 3, 4],
      [1, 2, 4],
    ])
    expect(proven.given).toEqual([[], [1, 2, 3, 4]])
  })

  it("gives all that is known where it ends early", async () => {
    const abort = new AbortController()
    const done = await run(
      batchOf(4),
      () => {
        abort.abort()
        return { ...REFUSED, rejected: new Map([[2, REJECTION]]) }
      },
      { signal: abort.signal },
    )
    expect(done.given).toEqual([[], [3]])
  })

  it("waits for what passes, and sends the same again", async () => {
    const done = await run(batchOf(2), (_, request) => (request < 4 ? failed() : ACCEPTED))
    expect(done.requests).toEqual([
      [1, 2],
      [1, 2],
      [1, 2],
      [1, 2],
    ])
    expect(kinds(done)).toEqual(["1 accepted", "2 accepted"])
    expect(done.counter.snapshot()).toMatchObject({ requests: 4, retries: 3, throttled: 0 })
  })

  it("waits as long as a 429 asks, and has not used up its patience by it", async () => {
    const done = await run(
      batchOf(2, () => true),
      (_, request) => (request <= 40 ? THROTTLED : ACCEPTED),
    )
    expect(kinds(done)).toEqual(["1 accepted", "2 accepted"])
    for (const [index, ms] of done.atMs.slice(1).entries())
      expect(ms - (done.atMs[index] ?? 0)).toBeGreaterThanOrEqual(2_000)
    expect(done.requests.every(({ length }) => length === 2)).toBe(true)
    expect(done.counter.throttled).toBe(40)
  })

  it("takes waits that a 429 asks for, however long in sum, for no outage", async () => {
    const patient = failed({ applied: "never", throttled: true, waitMs: 50_000 })
    const done = await run(batchOf(1), (_, request) => (request < 5 ? patient : ACCEPTED), {
      maxOutageMs: 60_000,
    })
    expect(kinds(done)).toEqual(["1 accepted"])
    expect(done.elapsedMs).toBeGreaterThanOrEqual(200_000)
  })

  it("waits as long as a 503 asks", async () => {
    const done = await run(batchOf(1), (_, request) => (request === 1 ? failed({ waitMs: 9_000 }) : ACCEPTED))
    expect(done.atMs[1]).toBeGreaterThanOrEqual(9_020)
  })

  it("never sends again what may have been applied and has no id: that is unknown, and only that", async () => {
    const done = await run(
      batchOf(4, (number) => number % 2 === 0),
      (_, request) => (request === 1 ? failed() : ACCEPTED),
    )
    expect(done.requests).toEqual([
      [1, 2, 3, 4],
      [1, 3],
    ])
    expect(kinds(done)).toEqual(["1 accepted", "2 unknown", "3 accepted", "4 unknown"])
    expect(done.outcomes.get(2)).toEqual({
      kind: "unknown",
      code: "http-500",
      message:
        "Iterable answered 500; it may have been applied, and without an id sending it again could double it",
      messageParts: [[21, "others"], 78],
    })
  })

  it("sends again what was surely not applied, id or not", async () => {
    const done = await run(
      batchOf(2, () => true),
      (_, request) => (request < 5 ? failed({ applied: "never" }) : ACCEPTED),
    )
    expect(kinds(done)).toEqual(["1 accepted", "2 accepted"])
  })

  it("asks again for those of whom an answer does not tell, unless that could double them", async () => {
    const done = await run(
      batchOf(4, (number) => number === 3),
      (_, request) => (request === 1 ? { ...ACCEPTED, doubtful: [1, 2] } : ACCEPTED),
    )
    expect(done.requests).toEqual([[1, 2, 3, 4], [2]])
    expect(kinds(done)).toEqual(["1 accepted", "2 accepted", "3 unknown", "4 accepted"])
  })

  it("asks twice more for one that was alone, where that is harmless, before it is unknown", async () => {
    const silentFor =
      (answers: number): Script =>
      (_, request) =>
        request <= answers ? { ...ACCEPTED, doubtful: [0] } : ACCEPTED
    for (const answers of [1, 2])
      expect(kinds(await run(batchOf(1), silentFor(answers)))).toEqual(["1 accepted"])
    const never = await run(batchOf(1), silentFor(Infinity))
    expect(kinds(never)).toEqual(["1 unknown"])
    expect(never.requests).toHaveLength(3)
    expect(never.outcomes.get(1)).not.toHaveProperty("mayBeSentAgain")
    const unsafe = await run(
      batchOf(1, () => true),
      silentFor(1),
    )
    expect(kinds(unsafe)).toEqual(["1 unknown"])
  })

  it("leaves those of whom an answer does not tell to a later run, where it is to end", async () => {
    const abort = new AbortController()
    const script: Script = (numbers, request) => {
      if (request === 2) abort.abort()
      return request === 1 ? { ...ACCEPTED, doubtful: numbers.map((_, index) => index) } : ACCEPTED
    }
    const done = await run(batchOf(4), script, { signal: abort.signal })
    expect(kinds(done)).toEqual(["1 accepted", "2 accepted", "3 unknown", "4 unknown"])
    for (const number of [3, 4])
      expect(done.outcomes.get(number)).toMatchObject({
        code: "counts-do-not-add-up",
        message: expect.stringContaining("the import ended before it was sent again") as unknown,
        mayBeSentAgain: true,
      })
  })

  describe("of a change of identity that is refused as in conflict", () => {
    const conflicts = (numbers: readonly number[], code = "identity-conflict"): Verdict => ({
      ...ACCEPTED,
      rejected: new Map(
        indexesOf(numbers, (number) => number === 1).map((index) => [index, { ...REJECTION, code }]),
      ),
    })
    /** Updates 1 and 2; the first changes what `changed` says. */
    const updates = (changed: Readonly<Record<string, string>>): Batch => {
      const builder = new BatchBuilder(usersBulkUpdate, undefined, 10_000_000, new BufferPool())
      for (const number of [1, 2]) {
        const email = `u${number}@example.com`
        const dataFields = { number, ...(number === 1 ? changed : {}) }
        builder.add(encodedOf(new UpdateUserProfile({ email, dataFields }), number))
      }
      return builder.build()
    }
    const NEW_EMAIL = { email: "new@example.com" }

    it.each([
      ["email", NEW_EMAIL, "identity-conflict"],
      ["userId", { userId: "new" }, "identity-conflict"],
      ["email, by an answer that does not say why", NEW_EMAIL, "user-refused"],
      ["email, by an answer that names nobody", NEW_EMAIL, "failed-without-reason"],
    ])("does not know where a lost answer may have applied it: the %s", async (_, changed, code) => {
      const done = await run(updates(changed), (numbers, request) =>
        request === 1 ? TIMEOUT : conflicts(numbers, code),
      )
      expect(kinds(done)).toEqual(["1 unknown", "2 accepted"])
      expect(done.outcomes.get(1)).toMatchObject({ code: "may-be-changed-already" })
      expect(done.outcomes.get(1)).not.toHaveProperty("mayBeSentAgain")
    })

    it("does not know where an answer may have counted it as a success", async () => {
      const done = await run(updates(NEW_EMAIL), (numbers, request) =>
        request === 1 ? { ...ACCEPTED, doubtful: [0], candidates: [0] } : conflicts(numbers),
      )
      expect(kinds(done)).toEqual(["1 unknown", "2 accepted"])
    })

    it("rejects it where nothing of it was applied before", async () => {
      for (const before of [[], [THROTTLED]])
        expect(
          kinds(
            await run(updates(NEW_EMAIL), (numbers, request) => before[request - 1] ?? conflicts(numbers)),
          ),
        ).toEqual(["1 rejected", "2 accepted"])
    })

    it("rejects for anything else, and whoever changes no identity", async () => {
      const rejections = [
        [updates(NEW_EMAIL), "invalid-data"],
        [updates({}), "identity-conflict"],
        [updates({ email: "U1@example.com" }), "identity-conflict"],
      ] as const
      for (const [batch, code] of rejections) {
        const done = await run(batch, (numbers, request) =>
          request === 1 ? TIMEOUT : conflicts(numbers, code),
        )
        expect(kinds(done)).toEqual(["1 rejected", "2 accepted"])
      }
    })
  })

  it("comes to an end with a server that never tells of anybody", async () => {
    const done = await run(batchOf(8), (numbers) => ({
      ...ACCEPTED,
      doubtful: numbers.map((_, index) => index),
    }))
    expect(done.requests.length).toBeLessThanOrEqual(7 + 3 * 8)
    expect(new Set([...done.outcomes.values()].map(({ kind }) => kind))).toEqual(new Set(["unknown"]))
  })

  it.each([1, 2, 500, 999, 1_000])(
    "finds the one of a thousand that is refused without a reason (number %d), at little cost",
    async (bad) => {
      const done = await run(batchOf(1_000), (numbers) => (numbers.includes(bad) ? REFUSED : ACCEPTED))
      expect(done.outcomes.get(bad)).toEqual({ kind: "rejected", rejection: REJECTION })
      expect([...done.outcomes.values()].filter(({ kind }) => kind === "accepted")).toHaveLength(999)
      expect(done.requests.length - 1).toBeLessThanOrEqual(2 * Math.log2(1_000) + 1)
    },
  )

  it("frees a request of those that are named, and sends the others together", async () => {
    const bad = new Set([2, 5])
    const done = await run(batchOf(6), (numbers, request) => {
      const culprits = indexesOf(numbers, (number) => bad.has(number))
      return request === 1
        ? { ...REFUSED, rejected: new Map(culprits.map((index) => [index, REJECTION])) }
        : ACCEPTED
    })
    expect(done.requests).toEqual([
      [1, 2, 3, 4, 5, 6],
      [1, 3, 4, 6],
    ])
    expect(kinds(done).filter((text) => text.endsWith("rejected"))).toEqual(["2 rejected", "5 rejected"])
    expect(done.counter.repaired).toBe(1)
  })

  it("sends suspects apart, and acquits those that are fine", async () => {
    const done = await run(batchOf(6), (numbers) => {
      const suspects = indexesOf(numbers, (number) => number === 2 || number === 4)
      return numbers.includes(4) ? { ...REFUSED, suspects } : ACCEPTED
    })
    expect(kinds(done).filter((text) => !text.endsWith("accepted"))).toEqual(["4 rejected"])
    expect(done.requests).toEqual([[1, 2, 3, 4, 5, 6], [1, 3, 5, 6], [2, 4], [2], [4]])
  })

  it("asks for candidates each alone, then for the others, and goes by the counts", async () => {
    const done = await run(batchOf(12), (numbers, request) => {
      const rejected = new Map(
        indexesOf(numbers, (number) => number === 5).map((index) => [index, REJECTION]),
      )
      const all = numbers.map((_, index) => index)
      return request === 1 ? { ...ACCEPTED, doubtful: all, candidates: [1, 4] } : { ...ACCEPTED, rejected }
    })
    expect(done.requests.slice(1)).toEqual([[2], [5], [1, 3, 4, 6, 7, 8, 9, 10, 11, 12]])
    expect(kinds(done).filter((text) => !text.endsWith("accepted"))).toEqual(["5 rejected"])
  })

  it("asks for all alone where they are few, for halves where the candidates are many", async () => {
    const doubted = (numbers: readonly number[], candidates: number[]): Verdict => ({
      ...ACCEPTED,
      doubtful: numbers.map((_, index) => index),
      candidates,
    })
    const few = await run(batchOf(4), (numbers, request) =>
      request === 1 ? doubted(numbers, [2]) : ACCEPTED,
    )
    expect(few.requests).toEqual([[1, 2, 3, 4], [1], [2], [3], [4]])
    const many = await run(batchOf(12), (numbers, request) =>
      request === 1 ? doubted(numbers, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]) : ACCEPTED,
    )
    expect(many.requests.slice(1)).toEqual([
      [1, 2, 3, 4, 5],
      [6, 7, 8, 9, 10],
      [11, 12],
    ])
  })

  it("keeps the order of a user of whom one action is a candidate, and sends nothing twice that could double", async () => {
    const batch = batchOf(
      12,
      (number) => number === 6,
      (number) => number % 4,
    )
    const done = await run(batch, (numbers, request) =>
      request === 1
        ? { ...ACCEPTED, doubtful: numbers.map((_, index) => index), candidates: [4, 5] }
        : ACCEPTED,
    )
    expect(done.requests.slice(1)).toEqual([[1], [5], [9], [2, 3, 4, 7, 8, 10, 11, 12]])
    expect(kinds(done).filter((text) => !text.endsWith("accepted"))).toEqual(["6 unknown"])
  })

  it("comes to an end where all are of the suspects' users", async () => {
    const batch = batchOf(
      8,
      () => false,
      () => 1,
    )
    const done = await run(batch, (numbers) =>
      numbers.includes(7) ? { ...REFUSED, suspects: [0] } : ACCEPTED,
    )
    expect(kinds(done).filter((text) => !text.endsWith("accepted"))).toEqual(["7 rejected"])
  })

  describe.each(["BadJsonBody", "InvalidEmailAddressError"])("of refusals by hints: %s", (code) => {
    const pointing = (suspects: number[]): Verdict => ({
      ...REFUSED,
      suspects,
      rejection: { ...REJECTION, code },
    })

    it("sends whom it points at before the others, as long as it proves right", async () => {
      const bad = new Set([2, 5, 9])
      const done = await run(batchOf(12), (numbers) => {
        const first = numbers.findIndex((number) => bad.has(number))
        return first < 0 ? ACCEPTED : pointing([first])
      })
      expect(kinds(done).filter((text) => text.endsWith("rejected"))).toEqual([
        "2 rejected",
        "5 rejected",
        "9 rejected",
      ])
      expect(done.requests.map(({ length }) => length)).toEqual([12, 1, 11, 1, 10, 1, 9])
    })

    it("is no longer believed once it has accused a record that is accepted", async () => {
      const done = await run(batchOf(500), (numbers) =>
        numbers.includes(300) ? pointing([(numbers.indexOf(300) + 1) % numbers.length]) : ACCEPTED,
      )
      expect(kinds(done).filter((text) => text.endsWith("rejected"))).toEqual(["300 rejected"])
      expect(done.requests[1]).toEqual([301])
      expect(done.requests.length).toBeLessThanOrEqual(2 * Math.ceil(Math.log2(500)) + 3)
    })
  })

  it("halves what is too large, down to the one that is too large alone", async () => {
    const done = await run(batchOf(8), (numbers) =>
      numbers.length > 2 || numbers.includes(7) ? TOO_LARGE : ACCEPTED,
    )
    expect(kinds(done).filter((text) => !text.endsWith("accepted"))).toEqual(["7 rejected"])
    expect(done.outcomes.get(7)).toMatchObject({ rejection: { code: "http-413" } })
  })

  it("halves what times out twice", async () => {
    const done = await run(batchOf(8), (numbers) => (numbers.length > 4 ? TIMEOUT : ACCEPTED))
    expect(done.requests.map(({ length }) => length)).toEqual([8, 8, 4, 4])
    expect(kinds(done)).toHaveLength(8)
  })

  it("finds the one at which the server breaks every time, while it works for others", async () => {
    const done = await run(batchOf(16), (numbers) => (numbers.includes(11) ? failed() : ACCEPTED), {
      others: async (health, clock) => {
        for (let beat = 0; beat < 1_000; beat += 1) {
          await clock.sleep(10_000)
          health.good()
        }
      },
    })
    expect(kinds(done).filter((text) => !text.endsWith("accepted"))).toEqual(["11 unknown"])
    expect(done.outcomes.get(11)).toMatchObject({
      message: expect.stringContaining("given up after 12 failures") as unknown,
    })
  })

  describe("of records at which the server breaks every time", () => {
    const breaksAt =
      (bad: readonly number[], verdict: AttemptResult = failed()): Script =>
      (numbers) =>
        numbers.some((number) => bad.includes(number)) ? verdict : ACCEPTED

    it.each([
      ["spread", [1, 300, 301, 1_000]],
      ["first", [1, 2, 3, 4]],
      ["last", [997, 998, 999, 1_000]],
      ["everywhere", Array.from({ length: 20 }, (_, index) => 50 * index + 7)],
    ])("sends all others first, and gives up nothing but those: %s", async (_, bad) => {
      const done = await run(batchOf(1_000), breaksAt(bad))
      const others = kinds(done).filter((text) => !text.endsWith("accepted"))
      expect(others).toEqual(bad.map((number) => `${number} unknown`))
      expect(done.result.stop).toBeUndefined()
      const tries = done.requests.flatMap((numbers, index) => (numbers.length === 1 ? [index] : []))
      const lastOther = done.requests.findLastIndex(
        (numbers) => numbers.length > 0 && !numbers.some((one) => bad.includes(one)),
      )
      expect(done.atMs[lastOther]).toBeLessThan(300_000)
      expect(tries.length).toBeGreaterThan(12 * bad.length - 1)
    })

    it("waits for them together, not for one after the other", async () => {
      const one = await run(batchOf(1_000), breaksAt([500]))
      const four = await run(batchOf(1_000), breaksAt([200, 400, 600, 800]))
      expect(four.elapsedMs).toBeLessThan(2 * one.elapsedMs)
    })

    it("imports a record that works later, whatever else was sent meanwhile", async () => {
      const done = await run(batchOf(100), (numbers, request) =>
        numbers.includes(40) && request < 20 ? failed() : ACCEPTED,
      )
      expect(kinds(done).filter((text) => !text.endsWith("accepted"))).toEqual([])
    })

    it("lets no later record of its user overtake it", async () => {
      const taken: number[] = []
      const batch = batchOf(
        40,
        () => false,
        (number) => number % 10,
      )
      const done = await run(batch, (numbers, request) => {
        if (numbers.includes(13) && request < 22) return failed()
        taken.push(...numbers)
        return ACCEPTED
      })
      expect(kinds(done).filter((text) => !text.endsWith("accepted"))).toEqual([])
      expect(taken.filter((number) => number % 10 === 3)).toEqual([3, 13, 23, 33])
      expect(taken.indexOf(24)).toBeLessThan(taken.indexOf(13))
    })

    it("does not flood a server that fails at everything", async () => {
      const done = await run(batchOf(1_000), () => failed())
      expect(done.result.stop).toMatchObject({ code: "OUTAGE" })
      expect(done.requests.length).toBeLessThan(50)
      expect(kinds(done).every((text) => text.endsWith("unknown"))).toBe(true)
    })

    it("imports all others where such records get no answer at all", async () => {
      // Each of their requests takes a minute.
      const isBad = (number: number): boolean => number < 5
      const done = await run(batchOf(1_000), breaksAt([1, 2, 3, 4], TIMEOUT), {
        lastingMs: (numbers) => (numbers.some(isBad) ? 60_000 : 20),
      })
      expect(done.result.stop).toMatchObject({ code: "OUTAGE" })
      const others = [...done.outcomes].filter(([number]) => !isBad(number))
      expect(others.filter(([, { kind }]) => kind === "accepted")).toHaveLength(996)
      expect(kinds(done).slice(0, 4)).toEqual(["1 unknown", "2 unknown", "3 unknown", "4 unknown"])
    })
  })

  it("stops once nothing has worked for as long as the bound; what is not settled is pending", async () => {
    const done = await run(batchOf(2), () => failed({ applied: "never" }), { maxOutageMs: 60_000 })
    expect(done.result.stop).toMatchObject({ code: "OUTAGE" })
    expect(done.outcomes.size).toBe(0)
    expect(done.elapsedMs).toBeGreaterThanOrEqual(60_000)
    expect(done.elapsedMs).toBeLessThan(180_000)
  })

  it("counts no bytes as sent that never left", async () => {
    const unreached: Rejection = { stage: "api", code: "no-answer", message: "connect ECONNREFUSED" }
    const script: Script = (_, request) =>
      request === 1 ? failed({ applied: "never", rejection: unreached }) : ACCEPTED
    const once = await run(batchOf(2), () => ACCEPTED)
    const twice = await run(batchOf(2), script)
    expect([once.counter.requests, twice.counter.requests]).toEqual([1, 2])
    expect(twice.counter.bodyBytes).toBe(once.counter.bodyBytes)
  })

  it("stops where no request has a chance, and keeps what was settled", async () => {
    const done = await run(batchOf(4), (numbers, request) =>
      request === 1
        ? { ...ACCEPTED, doubtful: indexesOf(numbers, (number) => number > 2) }
        : { kind: "stop", code: "API_UNAUTHORIZED", message: "no" },
    )
    expect(done.result.stop).toMatchObject({ name: "DeliveryStop", code: "API_UNAUTHORIZED", message: "no" })
    expect(kinds(done)).toEqual(["1 accepted", "2 accepted", "3 unknown", "4 unknown"])
    expect(done.requests).toHaveLength(3)
  })

  describe("of a stop that may be an accident", () => {
    const FORBIDDEN: Verdict = { kind: "stop", code: "API_FORBIDDEN", message: "no" }
    const good = (health: Health): Promise<void> => {
      health.good()
      return Promise.resolve()
    }

    it.each([STOPPED, FORBIDDEN])("asks once more where others were answered well: %j", async (stop) => {
      const once = await run(batchOf(2), (_, request) => (request === 1 ? stop : ACCEPTED), { others: good })
      expect(once.result.stop).toBeUndefined()
      expect(kinds(once)).toEqual(["1 accepted", "2 accepted"])
      expect(said(once)).toEqual([
        "warn: A request was refused as if nothing could get through, while others were answered well; it is sent once more.",
      ])

      const twice = await run(batchOf(2), () => stop, { others: good })
      expect(twice.result.stop).toMatchObject({ code: stop.kind === "stop" ? stop.code : "" })
      expect(twice.requests).toHaveLength(2)
      expect(twice.elapsedMs).toBeLessThan(2_000)
      expect(twice.outcomes.size).toBe(0)
    })

    it("takes a refused key for what it is where nothing was ever answered well", async () => {
      const done = await run(batchOf(2), () => STOPPED)
      expect(done.requests).toHaveLength(1)
    })

    it("asks no more once it is to end", async () => {
      const abort = new AbortController()
      const script = (): Verdict => {
        abort.abort()
        return STOPPED
      }
      const done = await run(batchOf(2), script, { signal: abort.signal, others: good })
      expect(done.requests).toHaveLength(1)
      expect(done.result.stop).toBeUndefined()
    })
  })

  describe("of a refusal by something on the way", () => {
    const CODE = "blocked-on-the-way"
    const BLOCKED: Verdict = {
      kind: "stop",
      code: "API_FORBIDDEN",
      message: "no",
      blocked: { stage: "api", code: CODE, message: "blocked" },
    }
    const blocking =
      (...blocked: readonly number[]): Script =>
      (numbers) =>
        numbers.some((number) => blocked.includes(number)) ? BLOCKED : ACCEPTED
    const good = (health: Health): Promise<void> => {
      health.good()
      return Promise.resolve()
    }
    const rejectedIn = ({ outcomes }: Run): number[] =>
      [...outcomes].flatMap(([number, outcome]) =>
        outcome.kind === "rejected" && outcome.rejection.code === CODE ? [number] : [],
      )

    it.each([
      [[1]],
      [[500]],
      [[1_000]],
      [[1, 2]],
      [[999, 1_000]],
      [[3, 4, 5, 6, 7]],
      [[1, 400, 401, 402, 700]],
    ])("rejects those alone that are refused alone: %j of 1,000", async (blocked) => {
      for (const others of [good, undefined]) {
        const done = await run(batchOf(1_000), blocking(...blocked), others === undefined ? {} : { others })
        expect(done.result.stop).toBeUndefined()
        expect(rejectedIn(done)).toEqual(blocked)
        expect(done.outcomes.size).toBe(1_000)
        expect(kinds(done).filter((text) => text.endsWith("accepted"))).toHaveLength(1_000 - blocked.length)
        expect(done.requests.length).toBeLessThan(10 + 20 * blocked.length)
      }
    })

    it.each([1, 2, 3, 8, 1_000])("stops where nothing gets through: %d records", async (count) => {
      const done = await run(batchOf(count), () => BLOCKED, { others: good })
      expect(done.result.stop).toMatchObject({ code: "API_FORBIDDEN", message: "no" })
      expect(done.outcomes.size).toBe(0)
      expect(done.requests.length).toBeLessThanOrEqual(2 + 3 * 2)
    })

    it("stops where nothing gets through from some moment of the search on; nobody is rejected for that", async () => {
      const script: Script = (numbers, request) => (request > 8 ? BLOCKED : blocking(700)(numbers, request))
      const done = await run(batchOf(1_000), script, { others: good })
      expect(done.result.stop).toMatchObject({ code: "API_FORBIDDEN" })
      expect(rejectedIn(done)).toEqual([])
      expect(done.requests.length).toBeLessThan(50)
    })

    it.each([1, 2, 3])("rejects nobody for %d refusals at random, if it is accepted then", async (times) => {
      let asked = 0
      const script: Script = (numbers) => {
        if (!numbers.includes(2)) return ACCEPTED
        asked += numbers.length === 1 ? 1 : 0
        return asked <= times - 1 ? BLOCKED : ACCEPTED
      }
      for (const others of [good, undefined]) {
        asked = 0
        const done = await run(batchOf(4), script, others === undefined ? {} : { others })
        expect(kinds(done)).toEqual(["1 accepted", "2 accepted", "3 accepted", "4 accepted"])
      }
    })

    it("asks a record that is alone three times, and in between whether requests get through", async () => {
      for (const others of [good, undefined]) {
        const done = await run(batchOf(1), blocking(1), others === undefined ? {} : { others })
        expect(done.requests).toEqual([[1], [1], [], [1]])
        expect(rejectedIn(done)).toEqual([1])
      }
    })

    it("is no search once requests without records do not get through", async () => {
      const refused = await run(batchOf(1), () => BLOCKED, { others: good })
      expect(refused.requests).toEqual([[1], [1], [], []])
      expect(refused.result.stop).toMatchObject({ code: "API_FORBIDDEN" })
      expect(refused.outcomes.size).toBe(0)
    })

    it("takes any answer of Iterable's to a request without records for a sign that requests get through", async () => {
      const script: Script = (numbers) => (numbers.length === 0 ? REFUSED : BLOCKED)
      const done = await run(batchOf(1), script, { others: good })
      expect(rejectedIn(done)).toEqual([1])
    })

    it("asks again where it is not told whether requests get through", async () => {
      const script: Script = (numbers, request) =>
        numbers.length > 0 ? BLOCKED : request < 6 ? failed() : ACCEPTED
      const done = await run(batchOf(1), script, { others: good })
      expect(done.requests).toEqual([[1], [1], [], [], [], [], [1]])
      expect(rejectedIn(done)).toEqual([1])
      const down = await run(batchOf(1), (numbers) => (numbers.length > 0 ? BLOCKED : failed()), {
        others: good,
        maxOutageMs: 60_000,
      })
      expect(down.result.stop).toMatchObject({ code: "OUTAGE" })
      expect(down.outcomes.size).toBe(0)
    })

    it("confirms a refused key in the midst of it", async () => {
      for (const at of [2, 3, 4, 5, 6]) {
        const script: Script = (numbers, request) =>
          request === at ? STOPPED : blocking(2)(numbers, request)
        const done = await run(batchOf(2), script, { others: good })
        expect(done.result.stop).toBeUndefined()
        expect(kinds(done)).toEqual(["1 accepted", "2 rejected"])
      }
    })

    it("stops where it is all records that are refused, and nothing else", async () => {
      const script: Script = (numbers) => (numbers.length > 0 ? BLOCKED : ACCEPTED)
      const done = await run(batchOf(1_000), script, { others: good })
      expect(done.result.stop).toMatchObject({ code: "API_FORBIDDEN" })
      expect(rejectedIn(done)).toHaveLength(20)
    })

    it("stops at once at an answer that is Iterable's own", async () => {
      const own: Verdict = { kind: "stop", code: "API_FORBIDDEN", message: "no" }
      const script: Script = (numbers) => (numbers.includes(2) ? own : ACCEPTED)
      const done = await run(batchOf(4), script, { others: good })
      expect(done.result.stop).toMatchObject({ code: "API_FORBIDDEN" })
      expect(done.requests).toHaveLength(2)
      expect(done.outcomes.size).toBe(0)
    })

    it("does not let later records of a user overtake", async () => {
      // Records 1 to 8 are of two users.
      const batch = batchOf(
        8,
        () => false,
        (number) => number % 2,
      )
      const done = await run(batch, blocking(3), { others: good })
      expect(rejectedIn(done)).toEqual([3])
      const applied = done.requests.filter((numbers) => !numbers.includes(3)).flat()
      expect(applied.toSorted((one, other) => one - other)).toEqual(applied)
    })

    it("leaves open what may have been applied before", async () => {
      const done = await run(batchOf(2), (_, request) => (request === 1 ? failed() : BLOCKED), {
        others: good,
      })
      expect(done.result.stop).toMatchObject({ code: "API_FORBIDDEN" })
      expect(kinds(done)).toEqual(["1 unknown", "2 unknown"])
      const alone = await run(batchOf(1), (_, request) => (request === 1 ? failed() : STOPPED), {
        others: good,
      })
      expect(kinds(alone)).toEqual(["1 unknown"])
    })
  })

  it("sends nothing more once it is to end", async () => {
    const abort = new AbortController()
    const done = await run(
      batchOf(4),
      () => {
        abort.abort()
        return failed({ applied: "never" })
      },
      { signal: abort.signal },
    )
    expect(done.requests).toHaveLength(1)
    expect(done.result).toEqual({ again: [] })
    expect(done.settlements).toEqual([])
    const early = await run(batchOf(4), () => ACCEPTED, { signal: abort.signal })
    expect(early.requests).toHaveLength(0)
  })

  const DOUBTED: Verdict = { ...ACCEPTED, doubtful: [1, 3] }
  it.each<[string, readonly (Verdict | "abort")[], readonly string[]]>([
    ["fails, then the end", [failed(), "abort"], ["1 unknown", "2 unknown", "3 unknown", "4 unknown"]],
    [
      "fails, is held back, then the end",
      [failed(), THROTTLED, "abort"],
      ["1 unknown", "2 unknown", "3 unknown", "4 unknown"],
    ],
    ["fails, then a stop", [failed(), STOPPED], ["1 unknown", "2 unknown", "3 unknown", "4 unknown"]],
    [
      "fails, is refused, then a stop",
      [failed(), REFUSED, STOPPED, STOPPED],
      ["1 unknown", "2 unknown", "3 unknown", "4 unknown"],
    ],
    ["is too large, fails by half, then the end", [TOO_LARGE, failed(), "abort"], ["1 unknown", "2 unknown"]],
    [
      "leaves two open, then a stop",
      [DOUBTED, STOPPED, STOPPED],
      ["1 accepted", "2 unknown", "3 accepted", "4 unknown"],
    ],
    ["surely was not applied, then the end", [failed({ applied: "never" }), "abort"], []],
    ["is refused, then the end", [REFUSED, "abort"], []],
  ])("says unknown, not pending, of what may have been applied: %s", async (_, script, expected) => {
    const abort = new AbortController()
    const done = await run(
      batchOf(4),
      (_numbers, request) => {
        if (script[request] === "abort") abort.abort()
        const verdict = script[request - 1]
        return verdict === undefined || verdict === "abort" ? ACCEPTED : verdict
      },
      { signal: abort.signal },
    )
    expect(kinds(done)).toEqual(expected)
    expect(done.requests).toHaveLength(script.filter((step) => step !== "abort").length)
  })

  it("gives nobody up while nothing else works either", async () => {
    const done = await run(batchOf(1), () => failed(), { maxOutageMs: 3_600_000 })
    expect(done.requests.length).toBeGreaterThan(20)
    expect(done.result.stop).toMatchObject({ code: "OUTAGE" })
  })

  it.each([
    ["was too large", TOO_LARGE],
    ["timed out", TIMEOUT],
  ])("sends less at a time from then on where a request %s", async (_, verdict) => {
    const done = await run(batchOf(1_000), (numbers) => (numbers.length > 500 ? verdict : ACCEPTED))
    const { lane } = done.track
    for (let number = 1; number <= 500; number += 1) {
      expect(lane.take(false)).toBeUndefined()
      lane.offer(mappedOf(new TrackCustomEvent({ eventName: "e", userId: `u${number}` }), number))
    }
    expect(lane.take(false)?.entries).toHaveLength(500)
  })

  it("keeps what was settled before it is to end", async () => {
    const abort = new AbortController()
    const script = (_: readonly number[], request: number): Verdict => {
      if (request === 1) return { ...REFUSED, rejected: new Map([[0, REJECTION]]), suspects: [3] }
      abort.abort()
      return ACCEPTED
    }
    const done = await run(batchOf(4), script, { signal: abort.signal })
    expect(kinds(done)).toEqual(["1 rejected", "2 accepted", "3 accepted"])
  })

  describe("of merged updates", () => {
    const updateOf = (number: number, email = "hot@example.com"): EncodedAction =>
      encodedOf(new UpdateUserProfile({ email, dataFields: { number } }), number)
    const mergedAbout = (email: string | undefined, ...numbers: readonly number[]): Batch => {
      const builder = new BatchBuilder(usersBulkUpdate, undefined, 10_000, new BufferPool())
      const mergedFrom = numbers.map((number) => updateOf(number, email))
      builder.add({ ...updateOf(numbers.at(-1) ?? 0, email), mergedFrom })
      return builder.build()
    }
    const mergedOf = (...numbers: readonly number[]): Batch => mergedAbout(undefined, ...numbers)
    const rejecting = (code: string): Verdict => ({
      ...ACCEPTED,
      rejected: new Map([[0, { ...REJECTION, code }]]),
    })

    it.each([
      "invalid-data",
      "user-refused",
      "failed-without-reason",
      "RequestFieldsTypesMismatched",
      "invalid-identifier",
      "InvalidEmailAddressError",
      "identity-conflict",
    ])("sends the parts again by halves where one of them may be to blame: %s", async (code) => {
      const { result, settlements } = await run(mergedOf(1, 2, 3), () => rejecting(code))
      expect(settlements).toEqual([])
      expect(result.again.map(({ mapped }) => mapped.item.position.recordNumber)).toEqual([1, 2, 3])
      const [one, two, three] = result.again.map(({ mergeGroup }) => mergeGroup)
      expect(one).toBe(two)
      expect(one).not.toBe(three)
    })

    it.each([
      ["not-found", undefined],
      ["forgotten", undefined],
      ["invalid-identifier", "hot@"],
      ["InvalidEmailAddressError", "hot"],
    ])("rejects all parts where the user is to blame: %s", async (code, email) => {
      const done = await run(mergedAbout(email, 1, 2, 3), () => rejecting(code))
      expect(kinds(done)).toEqual(["1 rejected", "2 rejected", "3 rejected"])
      expect(done.result.again).toEqual([])
    })

    it("accepts all parts, or knows of none", async () => {
      expect(kinds(await run(mergedOf(1, 2), () => ACCEPTED))).toEqual(["1 accepted", "2 accepted"])
      expect(kinds(await run(mergedOf(1, 2), () => ({ ...ACCEPTED, doubtful: [0] })))).toEqual([
        "1 unknown",
        "2 unknown",
      ])
    })
  })

  it("says unknown of what may have been applied when an outage ends it", async () => {
    const done = await run(batchOf(2), () => failed(), { maxOutageMs: 60_000 })
    expect(done.result.stop).toMatchObject({ code: "OUTAGE" })
    expect(kinds(done)).toEqual(["1 unknown", "2 unknown"])
    expect(done.outcomes.get(1)).toMatchObject({
      code: "http-500",
      message: expect.stringContaining("the import ended before it was sent again") as unknown,
    })
  })

  it("keeps each user's order while it searches, whoever is to blame or suspected", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.integer({ min: 1, max: 16 }), { maxLength: 5 }),
        fc.uniqueArray(fc.integer({ min: 1, max: 16 }), { maxLength: 5 }),
        fc.uniqueArray(fc.integer({ min: 1, max: 16 }), { maxLength: 3 }),
        fc.boolean(),
        async (bad, suspected, broken, isTooLarge) => {
          const accepted: number[] = []
          const batch = batchOf(
            16,
            () => false,
            (number) => number % 3,
          )
          const done = await run(
            batch,
            (numbers, request) => {
              if (isTooLarge && numbers.length > 5) return TOO_LARGE
              const isBad = (number: number): boolean => bad.includes(number)
              if (request < 40 && numbers.some((number) => broken.includes(number))) return failed()
              if (numbers.some(isBad)) {
                const suspects = indexesOf(numbers, (number) => suspected.includes(number))
                return request % 2 === 0 ? REFUSED : { ...REFUSED, suspects }
              }
              accepted.push(...numbers)
              return ACCEPTED
            },
            { maxOutageMs: 36_000_000 },
          )
          expect(done.outcomes.size).toBe(16)
          for (const user of [0, 1, 2]) {
            const own = accepted.filter((number) => number % 3 === user)
            expect(own).toEqual(own.toSorted((one, other) => one - other))
          }
        },
      ),
      { numRuns: 100 },
    )
  })

  it("settles each entry once, never sends unsafely, and comes to an end, whatever the verdicts", async () => {
    const part = fc.array(fc.nat({ max: 11 }), { maxLength: 4 })
    const verdict = fc.oneof(
      fc.constant(ACCEPTED),
      fc.constantFrom(REFUSED, TOO_LARGE, TIMEOUT, THROTTLED, failed(), failed({ applied: "never" })),
      fc.record({ rejected: part, doubtful: part }),
      fc.record({ rejected: part, suspects: part }),
    )
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 12 }),
        fc.array(verdict, { maxLength: 40 }),
        async (count, script) => {
          const mayBeApplied = new Set<number>()
          const wrong: string[] = []
          const isUnsafe = (number: number): boolean => number % 3 === 0
          const done = await run(batchOf(count, isUnsafe), (numbers, request) => {
            for (const number of numbers)
              if (isUnsafe(number) && mayBeApplied.has(number)) wrong.push(`${number} sent twice`)
            const drawn = script[request - 1] ?? ACCEPTED
            if ("kind" in drawn) {
              if (drawn.kind === "try-again" && drawn.applied === "maybe")
                for (const number of numbers) mayBeApplied.add(number)
              return drawn
            }
            const isThere = (index: number): boolean => index < numbers.length
            const rejected = new Map(drawn.rejected.filter(isThere).map((index) => [index, REJECTION]))
            if ("suspects" in drawn)
              return {
                ...REFUSED,
                rejected,
                suspects: drawn.suspects.filter((index) => isThere(index) && !rejected.has(index)),
              }
            for (const number of numbers) mayBeApplied.add(number)
            return {
              ...ACCEPTED,
              rejected,
              doubtful: drawn.doubtful.filter((index) => isThere(index) && !rejected.has(index)),
            }
          })
          expect(wrong).toEqual([])
          expect(done.result.stop === undefined ? done.outcomes.size : count).toBe(count)
        },
      ),
      { numRuns: 100 },
    )
  })
})

describe("what deliverBatch() logs, and counts as sent again", () => {
  it("says nothing of what goes well", async () => {
    expect(said(await run(batchOf(2), () => ACCEPTED))).toEqual([])
  })

  it("says why a request failed, its name, and when it is sent again", async () => {
    const done = await run(batchOf(2), (_, request) =>
      request === 1 ? failed({ requestId: "id-1" }) : ACCEPTED,
    )
    expect(done.lines).toEqual([
      {
        level: "warn",
        message: "A request failed and will be sent again.",
        fields: {
          channel: "events",
          records: 2,
          repeats: 0,
          requestId: "id-1",
          code: "http-500",
          reason: "Iterable answered 500",
          afterMs: (done.atMs[1] ?? 0) - 20,
        },
      },
    ])
    expect(done.counter.retries).toBe(1)
  })

  it("says which request is sent again and which is not, and counts only those that are", async () => {
    const half = await run(
      batchOf(4, (number) => number % 2 === 0),
      (_, request) => (request === 1 ? failed() : ACCEPTED),
    )
    expect(half.lines).toMatchObject([
      {
        level: "warn",
        message:
          "A request failed. What may be sent twice will be sent again; whether the rest was applied is unknown.",
        fields: { records: 4, unknown: 2, again: 2 },
      },
    ])
    expect(half.counter.retries).toBe(1)

    const none = await run(
      batchOf(4, () => true),
      () => failed(),
    )
    expect(none.lines).toMatchObject([
      {
        level: "warn",
        message: "A request failed and is not sent again: whether it was applied is unknown.",
        fields: { records: 4, unknown: 4 },
      },
    ])
    expect(none.counter.retries).toBe(0)
  })

  it("says that a request is sent again in parts, and that its size changes", async () => {
    const done = await run(batchOf(2), (_, request) => (request <= 2 ? TIMEOUT : ACCEPTED))
    expect(said(done)).toEqual([
      "debug: Requests change their size.",
      "warn: A request failed and will be sent again.",
      "warn: A request failed and will be sent again in parts.",
    ])
    expect(done.lines[2]?.fields).toMatchObject({ repeats: 1, again: 2, requests: 2 })
    expect(done.counter.retries).toBe(3)
  })

  it("tells of a throttle in passing", async () => {
    const done = await run(batchOf(1), (_, request) => (request === 1 ? THROTTLED : ACCEPTED))
    expect(done.lines).toMatchObject([
      { level: "debug", fields: { askedMs: 2_000, requestsPerSecond: expect.closeTo(7.84) as number } },
    ])
  })

  it("tells of repairs in passing, and counts what follows from them as no repeat", async () => {
    const done = await run(batchOf(4), (numbers) => (numbers.includes(1) ? REFUSED : ACCEPTED))
    expect(done.lines.map(({ level, fields }) => [level, fields?.["again"]])).toEqual([
      ["debug", 4],
      ["debug", 2],
    ])
    const large = await run(batchOf(2), (numbers) => (numbers.length > 1 ? TOO_LARGE : ACCEPTED))
    expect(said(large)).toContain("debug: A request was too large.")
    const open = await run(batchOf(2), (_, request) =>
      request === 1 ? { ...ACCEPTED, doubtful: [0] } : ACCEPTED,
    )
    expect(said(open)).toEqual(["debug: An answer does not tell of all records; they are asked for again."])
    expect([done, large, open].map(({ counter }) => counter.retries)).toEqual([0, 0, 0])
  })

  it("says once for a batch that the search for those to blame takes long", async () => {
    const done = await run(batchOf(100), () => REFUSED)
    expect(done.requests).toHaveLength(199)
    expect(done.lines.filter(({ level }) => level !== "debug")).toEqual([
      {
        level: "info",
        message:
          "It takes many requests to find the records that Iterable refuses, as it does not say which they are.",
        fields: { channel: "events", code: "BadParams", refusals: 50 },
      },
    ])
    const short = await run(batchOf(1_000), (numbers) => (numbers.includes(1_000) ? REFUSED : ACCEPTED))
    expect(short.lines.every(({ level }) => level === "debug")).toBe(true)
  })

  it("says what ends the import", async () => {
    const refused = await run(batchOf(1), () => ({
      kind: "stop",
      code: "API_UNAUTHORIZED",
      message: "no",
      requestId: "id-1",
    }))
    expect(refused.lines).toMatchObject([
      { level: "error", fields: { code: "API_UNAUTHORIZED", reason: "no", requestId: "id-1" } },
    ])
    const outage = await run(batchOf(1), () => failed(), { maxOutageMs: 1 })
    expect(said(outage).at(-1)).toBe("error: A request failed, as all have for too long; the import stops.")
  })
})

/** Delivers a batch, and what is left of it as long as something is. */
async function deliverWhole(batch: Batch, delivery: BatchDelivery): Promise<BatchResult> {
  let result = await deliverBatch(unsent(batch), delivery)
  while (result.rest !== undefined) {
    const { again } = result
    result = await deliverBatch(result.rest, delivery)
    result = { ...result, again: [...again, ...result.again] }
  }
  return result
}
