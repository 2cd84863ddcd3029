import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { mappedOf } from "../../tests/kit/arbitraries.ts"
import { VirtualClock } from "../../tests/kit/virtual-clock.ts"
import { virtualImporter } from "../../tests/kit/virtual-importer.ts"
import type { ImportAction } from "../kinds/all-kinds.ts"
import { TrackCustomEvent } from "../kinds/track-custom-event.ts"
import { TrackPurchase } from "../kinds/track-purchase.ts"
import { UpdateUserProfile } from "../kinds/update-user-profile.ts"
import type { MappedAction } from "../mapping/mapped-records.ts"
import type { Attempt } from "./attempt/attempt.ts"

const text = (kilobytes: number): string => "x".repeat(kilobytes * 1_000)
const update = (email: string, kilobytes: number): ImportAction =>
  new UpdateUserProfile({ email, dataFields: { text: text(kilobytes) } })
const event = (email: string, kilobytes: number): ImportAction =>
  new TrackCustomEvent({ email, eventName: "e", dataFields: { text: text(kilobytes) } })
const purchase = (email: string, kilobytes: number): ImportAction =>
  new TrackPurchase({
    user: { email },
    items: [{ id: "i", name: "I", price: 1, quantity: 1 }],
    total: 1,
    dataFields: { text: text(kilobytes) },
  })

interface Delivered {
  readonly accepted: readonly number[]
  /** The most actions that were taken from the source and not settled yet. */
  readonly mostOpen: number
}

/** Delivers actions that come one by one; each answer takes three seconds. `recordBytes`: so large is the record of each. */
async function deliver(
  actions: readonly ImportAction[],
  {
    maxKeptBytes,
    mergeUpdates = true,
    recordBytes,
  }: { maxKeptBytes?: number; mergeUpdates?: boolean; recordBytes?: number } = {},
): Promise<Delivered> {
  const clock = new VirtualClock()
  const accepted: number[] = []
  let taken = 0
  let mostOpen = 0
  const attempt: Attempt = async () => {
    await clock.sleep(3_000)
    return { kind: "processed", rejected: new Map(), doubtful: [], createdFields: [], filteredOutFields: [] }
  }
  async function* source(): AsyncGenerator<readonly MappedAction[]> {
    for (const action of actions) {
      taken += 1
      mostOpen = Math.max(mostOpen, taken - accepted.length)
      const mapped = mappedOf(action, taken)
      yield await Promise.resolve([{ ...mapped, item: { ...mapped.item, keptBytes: recordBytes } }])
    }
  }
  const importer = virtualImporter(clock, attempt, {
    maxRecordsPerRequest: 20_000,
    mergeUpdates,
    maxKeptBytes,
  })
  const run = async (): Promise<void> => {
    for await (const settlements of importer.deliver(source(), { signal: new AbortController().signal }))
      for (const { outcome, action } of settlements)
        if (outcome.kind === "accepted") accepted.push(action.item.position.recordNumber)
  }
  await clock.run(run())
  return { accepted, mostOpen }
}

const MEGABYTES = 24

describe("what is not settled yet keeps no more than a certain amount of memory", () => {
  it.each([
    ["updates of one user", () => "a@x.com", update],
    ["updates of ten users", (n: number) => `${n % 10}@x.com`, update],
    ["updates of many users", (n: number) => `${n}@x.com`, update],
    ["events of one user", () => "a@x.com", event],
    ["events of many users", (n: number) => `${n}@x.com`, event],
    ["purchases of one user", () => "a@x.com", purchase],
    [
      "updates, purchases and events of one user",
      () => "a@x.com",
      (email: string, size: number, n: number) => ([update, purchase, event][n % 3] ?? event)(email, size),
    ],
  ] as const)("%s", async (_, whose, make) => {
    const actions = Array.from({ length: 2_000 }, (_unused, n) => make(whose(n), 20, n))
    const { accepted, mostOpen } = await deliver(actions)
    expect(accepted).toHaveLength(actions.length)
    expect(mostOpen * 20_000).toBeLessThan(MEGABYTES * 1e6)
  })

  it("records of which little is sent count as large as they are", async () => {
    const actions = Array.from({ length: 2_000 }, (_, n) => update(`${n}@x.com`, 0))
    const { accepted, mostOpen } = await deliver(actions, { recordBytes: 100_000 })
    expect(accepted).toHaveLength(actions.length)
    expect(mostOpen * 100_000).toBeLessThan(2 * MEGABYTES * 1.1e6)
  })

  it("and everything arrives in order per user, however little that is", async () => {
    const step = fc.record({
      make: fc.constantFrom(update, event, purchase),
      email: fc.constantFrom("a@x.com", "b@x.com", "c@x.com"),
      kilobytes: fc.constantFrom(0, 1, 9),
    })
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 30 }),
        fc.constantFrom(1, 2_000, 9_000, 40_000),
        fc.boolean(),
        async (steps, maxKeptBytes, mergeUpdates) => {
          const actions = steps.map(({ email, kilobytes, make }) => make(email, kilobytes))
          const { accepted } = await deliver(actions, { maxKeptBytes, mergeUpdates })
          expect(accepted.toSorted((one, other) => one - other)).toEqual(steps.map((_, index) => index + 1))
          for (const [at, { email, make }] of steps.entries()) {
            const before = steps.findLastIndex(
              (other, index) => index < at && other.email === email && other.make === make,
            )
            if (before >= 0) expect(accepted.indexOf(at + 1)).toBeGreaterThan(accepted.indexOf(before + 1))
          }
        },
      ),
    )
  })
})
