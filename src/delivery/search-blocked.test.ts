import { describe, expect, it } from "vitest"
import { encodedOf } from "../../tests/kit/encoded-of.ts"
import { seededRandom } from "../../tests/kit/seeded-random.ts"
import { VirtualClock } from "../../tests/kit/virtual-clock.ts"
import { TrackPurchase } from "../actions/track-purchase.ts"
import { CHANNELS } from "../api/channel.ts"
import { BatchBuilder } from "../batches/batch-builder.ts"
import { BufferPool } from "../batches/buffer-pool.ts"
import { encodePlacedWith } from "../batches/encode-placed.ts"
import { UserOrder } from "../batches/user-order.ts"
import { newLoad } from "./load.ts"
import type { Load } from "./load.ts"
import { searchBlocked } from "./search-blocked.ts"
import type { Search } from "./search-blocked.ts"
import { Track } from "./track.ts"

const BLOCKED = {
  kind: "stop",
  code: "API_FORBIDDEN",
  message: "no",
  blocked: { stage: "api", code: "blocked-on-the-way", message: "blocked" },
} as const

const purchase = (): Load => {
  const builder = new BatchBuilder(CHANNELS.purchases, 1_000_000, new BufferPool())
  const items = [{ id: "i", name: "n", price: 1, quantity: 1 }]
  builder.add(encodedOf(new TrackPurchase({ user: { userId: "u" }, items, total: 1 }), 1))
  return newLoad(builder.build().entries)
}

const trackOfPurchases = (): Track =>
  new Track(
    CHANNELS.purchases,
    {
      rateLimit: "off",
      rateShare: 1,
      maxRecordsPerRequest: 1,
      maxBytesPerRequest: undefined,
      mergesUpdates: true,
    },
    encodePlacedWith("test", "none"),
    new VirtualClock(),
    new UserOrder(),
  )

/** Sends it again and again; `passes` says what happens before it is refused for the n-th time, from 0, at n seconds. */
const searched = (
  track: Track,
  passes: (times: number) => void = () => undefined,
): { found: Search; refusals: number } => {
  let load = purchase()
  for (let times = 0; ; times += 1) {
    passes(times)
    const found = searchBlocked(load, BLOCKED, track, { nowMs: times * 1_000, random: seededRandom(1) })
    const [next] = found.kind === "send" ? found.loads : []
    if (next === undefined || found.kind !== "send") return { found, refusals: times + 1 }
    expect(found.loads).toHaveLength(1)
    expect(found.waitMs).toBeGreaterThan(0)
    load = next
  }
}

describe("searchBlocked() where a request cannot do without a record", () => {
  it("rejects one that is refused again once others of its channel got through that left after it was refused", () => {
    for (const first of [1, 2, 3]) {
      const track = trackOfPurchases()
      track.inFlight = 2
      const done = searched(track, (times) => {
        if (times === first) track.gotThrough(times * 1_000 - 500, 1)
      })
      expect(done).toEqual({ found: { kind: "reject", rejection: BLOCKED.blocked }, refusals: first + 1 })
    }
  })

  it("does not reject it for what got through before, and stops where nothing does afterwards", () => {
    const track = trackOfPurchases()
    track.inFlight = 2
    track.gotThrough(-1, 1)
    expect(searched(track)).toEqual({ found: { kind: "stop" }, refusals: 4 })
  })

  it("rejects it where it is the last one, but not a second one after it, nor one before which nothing got through", () => {
    const track = trackOfPurchases()
    expect(searched(track).found.kind).toBe("stop")
    track.gotThrough(-1, 1)
    expect(searched(track)).toMatchObject({ found: { kind: "reject" }, refusals: 4 })
    track.blamed()
    expect(searched(track).found.kind).toBe("stop")
    track.gotThrough(-1, 1)
    expect(searched(track).found.kind).toBe("reject")
  })
})
