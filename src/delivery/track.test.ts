import { expect, it } from "vitest"
import { VirtualClock } from "../../tests/kit/virtual-clock.ts"
import { UserOrder } from "../batches/user-order.ts"
import { usersBulkUpdate } from "../endpoints/users-bulk-update.ts"
import { Track } from "./track.ts"

it.each([
  { rateLimit: 5, maxRecordsPerRequest: 20_000, most: 20_000 },
  { rateLimit: "off", maxRecordsPerRequest: 20_000, most: 3_000 },
  { rateLimit: "off", maxRecordsPerRequest: 500, most: 500 },
] as const)("requests grow to $most records: $rateLimit requests a second", (given) => {
  const { most, ...limits } = given
  const options = { ...limits, rateShare: 1, maxBytesPerRequest: undefined, mergesUpdates: true }
  const track = new Track(usersBulkUpdate, options, () => true, new VirtualClock(), new UserOrder())
  expect(track.recordsPerRequest).toBe(Math.min(1_000, most))
  for (let answer = 0; answer < 10; answer += 1) track.wentWell(track.recordsPerRequest, 100)
  expect(track.recordsPerRequest).toBe(most)
})
