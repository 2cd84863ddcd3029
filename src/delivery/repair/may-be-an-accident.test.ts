import { expect, it } from "vitest"
import { mappedOf } from "../../../tests/kit/arbitraries.ts"
import { VirtualClock } from "../../../tests/kit/virtual-clock.ts"
import { TrackCustomEvent } from "../../kinds/track-custom-event.ts"
import { Health } from "../pace/health.ts"
import { newLoad } from "./load.ts"
import { mayBeAnAccident } from "./may-be-an-accident.ts"

const entry = (number: number) => ({
  ...mappedOf(new TrackCustomEvent({ eventName: "e", userId: `u${number}` }), number),
  idempotent: true,
  mergedFrom: undefined,
  startByte: 0,
  endByte: 1,
})
const BLOCKED = {
  kind: "stop",
  code: "API_FORBIDDEN",
  message: "no",
  blocked: { stage: "api", code: "blocked-on-the-way", message: "no" },
} as const

it("doubts the first refusal of a record that is alone, whatever a larger request met that held it", () => {
  const health = new Health(new VirtualClock(), 600_000)
  health.good()
  const pair = newLoad([entry(1), entry(2)])
  expect(mayBeAnAccident(pair, BLOCKED, health)).toBe(true)
  const doubted = { ...pair, doubted: ["API_FORBIDDEN" as const] }
  expect(mayBeAnAccident(doubted, BLOCKED, health)).toBe(false)
  // The other one was rejected for something else meanwhile.
  const alone = { ...doubted, entries: [entry(2)] }
  expect(mayBeAnAccident(alone, BLOCKED, health)).toBe(true)
  expect(mayBeAnAccident({ ...alone, isDoubtedAlone: true }, BLOCKED, health)).toBe(false)
})
