import { describe, expect, it } from "vitest"
import { encodedOf } from "../../../tests/kit/encoded-of.ts"
import { seededRandom } from "../../../tests/kit/seeded-random.ts"
import { VirtualClock } from "../../../tests/kit/virtual-clock.ts"
import { TrackPurchase } from "../../kinds/track-purchase.ts"
import { commerceTrackPurchase } from "../../endpoints/commerce-track-purchase.ts"
import { BatchBuilder } from "../../batches/batch-builder.ts"
import { BufferPool } from "../../batches/buffer-pool.ts"
import { encodeMappedWith } from "../../batches/encode-mapped.ts"
import { UserOrder } from "../../batches/user-order.ts"
import { newLoad } from "./load.ts"
import type { Load } from "./load.ts"
import { searchBlocked } from "./search-blocked.ts"
import type { Search } from "./search-blocked.ts"
import { Track } from "../track.ts"

const BLOCKED = {
  kind: "stop",
  code: "API_FORBIDDEN",
  message: "no",
  blocked: { stage: "api", code: "blocked-on-the-way", message: "blocked" },
} as const

const purchase = (): Load => {
  const builder = new BatchBuilder(commerceTrackPurchase, undefined, 1_000_000, new BufferPool())
  const items = [{ id: "i", name: "n", price: 1, quantity: 1 }]
  builder.add(encodedOf(new TrackPurchase({ user: { userId: "u" }, items, total: 1 }), 1))
  return newLoad(builder.build().entries)
}

const trackOfPurchases = (): Track =>
  new Track(
    commerceTrackPurchase,
    {
      rateLimit: "off",
      rateShare: 1,
      maxRecordsPerRequest: 1,
      maxBytesPerRequest: undefined,
      mergesUpdates: true,
    },
    encodeMappedWith("test", "none"),
    new VirtualClock(),
    new UserOrder(),
  )

/** Sends it again and again, and a probe if one is wanted, which `isThrough` or not; `passes` says what happens before it is refused for the n-th time, from 0, at n seconds. */
const searched = (
  track: Track,
  passes: (times: number) => void = () => undefined,
  isThrough = true,
): { found: Search; refusals: number } => {
  let load = purchase()
  for (let times = 0; ; times += 1) {
    passes(times)
    const found = searchBlocked(load, BLOCKED, track, {
      nowMs: times * 1_000,
      random: seededRandom(1),
      mayProbe: true,
    })
    const [next] = found.kind === "send" ? found.loads : []
    if (next === undefined || found.kind !== "send") return { found, refusals: times + 1 }
    load = found.loads.at(-1) ?? next
    expect(found.waitMs > 0).toBe(!next.isProbe)
    if (next.isProbe && isThrough) track.gotThrough(times * 1_000, 0)
    else if (next.isProbe)
      return {
        found: searchBlocked(next, BLOCKED, track, { nowMs: 0, random: seededRandom(1), mayProbe: true }),
        refusals: times + 1,
      }
  }
}

describe("searchBlocked() where a request cannot do without a record", () => {
  it("rejects one that is refused again once others of its endpoint got through that left after it was refused", () => {
    for (const first of [1, 2, 3]) {
      const track = trackOfPurchases()
      track.inFlight = 2
      const done = searched(track, (times) => {
        if (times === first) track.gotThrough(times * 1_000 - 500, 1)
      })
      expect(done).toEqual({ found: { kind: "reject", rejection: BLOCKED.blocked }, refusals: first + 1 })
    }
  })

  it("stops at the second one where none ever got through, and where nothing does any longer", () => {
    const track = trackOfPurchases()
    expect(searched(track)).toMatchObject({ found: { kind: "reject" } })
    const second = trackOfPurchases()
    second.blamed(["userId:u"])
    expect(searched(second)).toEqual({ found: { kind: "stop" }, refusals: 4 })
    const third = trackOfPurchases()
    third.gotThrough(-1, 1)
    expect(searched(third, undefined, false)).toEqual({ found: { kind: "stop" }, refusals: 4 })
  })

  it("stops where no other tells, and nothing may be sent that could", () => {
    const load = { ...purchase(), refusedAloneAtMs: 0, timesAsked: 3 }
    const parts = { nowMs: 1_000, random: seededRandom(1) }
    const found = (mayProbe: boolean): Search =>
      searchBlocked(load, BLOCKED, trackOfPurchases(), { ...parts, mayProbe })
    expect(found(true)).toMatchObject({ kind: "send", loads: [{ isProbe: true }, {}] })
    expect(found(false)).toEqual({ kind: "stop" })
  })

  it("asks whether requests get through where no other tells, and some got through before", () => {
    const track = trackOfPurchases()
    track.gotThrough(-1, 1)
    expect(searched(track)).toMatchObject({ found: { kind: "reject" }, refusals: 5 })
  })
})

describe("searchBlocked() after many were blamed in a row", () => {
  const search = (track: Track): Search["kind"] =>
    searchBlocked(purchase(), BLOCKED, track, { nowMs: 0, random: seededRandom(1), mayProbe: true }).kind
  const blame = (track: Track, count: number, userOf: (index: number) => string): void => {
    for (let index = 0; index < count; index += 1) track.blamed([`userId:${userOf(index)}`])
  }

  it("goes on if they are about few users, where others got through", () => {
    const track = trackOfPurchases()
    track.gotThrough(0, 1)
    blame(track, 1_000, (index) => `u${index % 19}`)
    expect(search(track)).toBe("send")
    blame(track, 1, () => "u20")
    expect(search(track)).toBe("stop")
    track.gotThrough(1, 1)
    blame(track, 19, (index) => `u${index}`)
    expect(search(track)).toBe("send")
  })

  it("stops whoever they are about, where none ever got through", () => {
    const track = trackOfPurchases()
    blame(track, 19, () => "u")
    expect(search(track)).toBe("send")
    blame(track, 1, () => "u")
    expect(search(track)).toBe("stop")
  })
})
