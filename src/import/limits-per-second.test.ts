import { expect, it } from "vitest"
import { limitsPerSecond } from "./limits-per-second.ts"

it.each<[string, Parameters<typeof limitsPerSecond>[0], ReturnType<typeof limitsPerSecond>]>([
  ["the documented ones", {}, { users: 5, events: 10, subscribes: 5, unsubscribes: 5 }],
  [
    "a share of the documented ones",
    { rateShare: 0.5 },
    { users: 2.5, events: 5, subscribes: 2.5, unsubscribes: 2.5 },
  ],
  [
    "those that were told, as they are",
    { rateLimits: { users: 4, purchases: 7, subscribes: 2 }, rateShare: 0.5 },
    { users: 4, events: 5, purchases: 7, subscribes: 2, unsubscribes: 2.5 },
  ],
  ["none where there are to be none", { rateLimits: "off" }, {}],
  ["none where nothing is sent", { dryRun: true }, {}],
])("limitsPerSecond() gives %s", (_, options, limits) => {
  expect(limitsPerSecond(options)).toEqual(limits)
})
