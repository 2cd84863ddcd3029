import { expect, it } from "vitest"
import { mappedOf } from "../../../tests/kit/arbitraries.ts"
import { seededRandom } from "../../../tests/kit/seeded-random.ts"
import { VirtualClock } from "../../../tests/kit/virtual-clock.ts"
import type { BatchEntry } from "../../batches/batch.ts"
import { BatchBuilder } from "../../batches/batch-builder.ts"
import { BufferPool } from "../../batches/buffer-pool.ts"
import { encodeMappedWith } from "../../batches/encode-mapped.ts"
import { UserOrder } from "../../batches/user-order.ts"
import { eventsTrackBulk } from "../../endpoints/events-track-bulk.ts"
import { TrackCustomEvent } from "../../kinds/track-custom-event.ts"
import { Health } from "../pace/health.ts"
import { Track } from "../track.ts"
import { afterFailure } from "./after-failure.ts"
import { newLoad } from "./load.ts"
import type { Load } from "./load.ts"
import { OpenLoads } from "./open-loads.ts"

const FAILURE = {
  kind: "try-again",
  applied: "maybe",
  throttled: false,
  waitMs: undefined,
  rejection: { stage: "api", code: "status-500", message: "500" },
} as const

const entry = (number: number, idempotent: boolean): BatchEntry => ({
  ...mappedOf(new TrackCustomEvent({ eventName: "e", userId: `u${number}` }), number),
  idempotent,
  mergedFrom: undefined,
  startByte: 0,
  endByte: 1,
})

/** The loads that go on after a load's sixth failure, while nothing else got through. */
const afterSixthFailure = (entries: readonly BatchEntry[]): readonly Load[] => {
  const clock = new VirtualClock()
  const options = {
    rateLimit: "off",
    rateShare: 1,
    maxRecordsPerRequest: 1_000,
    maxBytesPerRequest: undefined,
    mergesUpdates: true,
  } as const
  const track = new Track(eventsTrackBulk, options, encodeMappedWith("test", "none"), clock, new UserOrder())
  const batch = new BatchBuilder(eventsTrackBulk, undefined, 1_000, new BufferPool()).build()
  const load = { ...newLoad(entries, { failures: 5, failingSinceMs: 0 }), ownFailures: 5, failedAtMs: 0 }
  const parts = { clock, health: new Health(clock, 600_000), random: seededRandom(1), track }
  const next = afterFailure(load, FAILURE, new OpenLoads(batch, []), parts, () => undefined)
  return next.kind === "go-on" ? next.loads : []
}

it("doubts an action that fails alone again and again", () => {
  const loads = afterSixthFailure([entry(1, true)])
  expect(loads.map(({ isProbe }) => isProbe)).toEqual([true, false])
  expect(loads.map(({ ownFailures }) => ownFailures)).toEqual([0, 6])
})

it("does not blame an action for what it met together with others that are not sent again", () => {
  const loads = afterSixthFailure([entry(1, false), entry(2, true), entry(3, false)])
  expect(loads.map(({ isProbe }) => isProbe)).toEqual([false])
  expect(loads.map(({ entries }) => entries.length)).toEqual([1])
  expect(loads.map(({ ownFailures }) => ownFailures)).toEqual([1])
})
