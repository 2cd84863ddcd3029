import { expect, it } from "vitest"
import { DeliveryCounter } from "../delivery/delivery-statistics.ts"
import { eventsTrackBulk } from "../endpoints/events-track-bulk.ts"
import { ALL_KINDS } from "../kinds/all-kinds.ts"
import { runSample } from "./run-sample.ts"

const RECORDS = { read: 10, imported: 5, rejected: 1, skipped: 1, unknown: 1, pending: 2 }

it("counts as settled what is not pending, and nothing sent where nothing was", () => {
  const sample = runSample(RECORDS)
  expect(sample).toMatchObject({ settled: 8, imported: 5, rejected: 1, requests: 0, channels: undefined })
})

it("takes over what a delivery has counted, by endpoint too", () => {
  const counter = new DeliveryCounter(ALL_KINDS)
  Object.assign(counter, {
    requests: 7,
    retries: 2,
    throttled: 1,
    bodyBytes: 90,
    answers: 4,
    answersMs: 500,
    inFlight: 3,
  })
  counter.ofEndpoint(eventsTrackBulk).requests = 7
  const sample = runSample(RECORDS, counter.snapshot({ events: 9.8 }))
  expect(sample).toMatchObject({
    requests: 7,
    retried: 2,
    throttled: 1,
    bodyBytes: 90,
    answers: 4,
    latencyTotalMs: 500,
    inFlight: 3,
  })
  expect(sample.channels?.events).toEqual({ requests: 7, throttled: 0, pacePerSecond: 9.8 })
})
