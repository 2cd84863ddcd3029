import { describe, expect, it } from "vitest"
import { CHANNELS, CHANNEL_OF, MAX_BODY_BYTES } from "./channel.ts"
import { DATA_CENTERS } from "./data-center.ts"

describe("CHANNELS", () => {
  it("has one for each kind of action", () => {
    for (const [kind, name] of Object.entries(CHANNEL_OF)) expect(CHANNELS[name].kind).toBe(kind)
    expect(new Set(Object.values(CHANNEL_OF)).size).toBe(Object.keys(CHANNELS).length)
  })

  it("puts an array of actions into an envelope that is JSON", () => {
    for (const { envelope } of Object.values(CHANNELS)) {
      const whole = envelope === undefined ? "[]" : `${envelope.opening}{},{}${envelope.closing}`
      const expected = envelope === undefined ? [] : { [envelope.array]: [{}, {}] }
      expect(JSON.parse(whole)).toEqual(expected)
    }
  })

  it("stays under the documented limits", () => {
    expect(MAX_BODY_BYTES).toBeLessThan(4_000_000)
    expect([CHANNELS.users.requestsPerSecond, CHANNELS.events.requestsPerSecond]).toEqual([5, 10])
    expect(Object.values(DATA_CENTERS).every((url) => /^https:\/\/[a-z.]+$/.test(url))).toBe(true)
  })
})
