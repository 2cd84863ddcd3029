import { describe, expect, it } from "vitest"
import { mappedOf } from "../../tests/kit/arbitraries.ts"
import { VirtualClock } from "../../tests/kit/virtual-clock.ts"
import { virtualImporter } from "../../tests/kit/virtual-importer.ts"
import { ofKind } from "../../tests/kit/of-kind.ts"
import { identityOf } from "../kinds/kind.ts"
import type { ImportAction } from "../kinds/all-kinds.ts"
import { TrackCustomEvent } from "../kinds/track-custom-event.ts"
import { TrackPurchase } from "../kinds/track-purchase.ts"
import { UpdateUserProfile } from "../kinds/update-user-profile.ts"
import type { Rejection } from "../actions/outcome.ts"
import type { Attempt } from "./attempt/attempt.ts"
import { LaterRecords } from "./later-records.ts"

const email = "ada@example.com"
const good = (name: string = email): ImportAction =>
  new UpdateUserProfile({ email: name, dataFields: { tier: "gold" } })
const bad = (name: string = email): ImportAction =>
  new UpdateUserProfile({ email: name, dataFields: { fault: "bad" } })
const event = (tier: string): ImportAction =>
  new TrackCustomEvent({ email, eventName: "e", dataFields: { tier } })
const purchase = (tier: string, dataFields?: object): ImportAction =>
  new TrackPurchase({
    user: { email, dataFields: dataFields as Record<string, unknown> | undefined },
    items: [{ id: "mug", name: "Mug", price: 1, quantity: 1 }],
    total: 1,
    dataFields: { tier },
  })
const ADA = identityOf(ofKind(good()))

/** Delivers actions, each of a record of its own; whatever says `bad` is refused by a code of its own. */
async function remembered(
  actions: readonly ImportAction[],
  later: LaterRecords = new LaterRecords(),
): Promise<LaterRecords> {
  const clock = new VirtualClock()
  const rejection: Rejection = { stage: "api", code: "invalid-data", message: "bad" }
  const attempt: Attempt = async ({ sent }) => {
    await clock.sleep(100)
    const indexes = Array.from({ length: sent.count }, (_, index) => index)
    const refused = indexes.filter((index) => JSON.stringify(sent.wireAt(index)).includes('"bad"'))
    return {
      kind: "processed",
      rejected: new Map(refused.map((index) => [index, rejection])),
      doubtful: [],
      createdFields: [],
      filteredOutFields: [],
    }
  }
  const run = async (): Promise<void> => {
    const mapped = actions.map((action, index) => mappedOf(action, index + 1))
    async function* source(): AsyncGenerator<typeof mapped> {
      yield await Promise.resolve(mapped)
    }
    const options = { signal: new AbortController().signal, laterRecords: later }
    const outcomes = virtualImporter(clock, attempt).deliver(source(), options)
    for await (const settlements of outcomes) expect(settlements).not.toHaveLength(0)
  }
  await clock.run(run())
  return later
}

describe("a delivery", () => {
  it("tells of the last update of a user after one that failed, also of updates that were merged", async () => {
    const later = await remembered([good(), bad(), good("bob@example.com"), good(), good(), good()])
    expect(later.after(ADA, { recordNumber: 2 })).toMatchObject({
      newer: { recordNumber: 6 },
      isComplete: true,
    })
    expect(later.after(ADA, { recordNumber: 1 }).isComplete).toBe(false)
    expect(later.snapshot()?.users).toHaveLength(1)
  })

  it("tells of those that were merged with one that failed", async () => {
    const later = await remembered([good(), bad(), good(), bad()])
    expect(later.after(ADA, { recordNumber: 2 })).toMatchObject({
      newer: { recordNumber: 3 },
      isComplete: true,
    })
    expect(later.after(ADA, { recordNumber: 4 })).toMatchObject({ newer: undefined, isComplete: true })
  })

  it("tells of purchases that carry fields of the user, and of no other purchase or event", async () => {
    const later = await remembered([purchase("bad", { tier: "x" }), event("good"), purchase("good")])
    expect(later.after(ADA, { recordNumber: 1 })).toMatchObject({ newer: undefined, isComplete: true })
    const more = await remembered([bad(), purchase("good", { tier: "x" })])
    expect(more.after(ADA, { recordNumber: 1 })).toMatchObject({
      newer: { recordNumber: 2 },
      isComplete: true,
    })
    expect((await remembered([event("bad"), purchase("bad"), good()])).snapshot()).toBeUndefined()
  })

  it("tells of what is never sent as it cannot be", async () => {
    const tooLarge = new UpdateUserProfile({ email, dataFields: { text: "x".repeat(5_000_000) } })
    const later = await remembered([tooLarge, good()])
    expect(later.after(ADA, { recordNumber: 1 })).toMatchObject({
      newer: { recordNumber: 2 },
      isComplete: true,
    })
  })

  it("tells of all that a retry imports", async () => {
    const later = await remembered([good(), bad()], new LaterRecords(undefined, { isRetry: true }))
    expect(later.after(ADA, { recordNumber: 0 })).toMatchObject({
      newer: { recordNumber: 1 },
      isComplete: false,
    })
  })
})
