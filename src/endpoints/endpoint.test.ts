import { describe, expect, it } from "vitest"
import { ALL_KINDS } from "../kinds/all-kinds.ts"
import { DATA_CENTERS } from "./data-center.ts"
import { MAX_BODY_BYTES } from "./endpoint.ts"
import { eventsTrackBulk } from "./events-track-bulk.ts"
import { usersBulkUpdate } from "./users-bulk-update.ts"

describe("the endpoints", () => {
  it("are one for each kind of action, each with a name of its own", () => {
    const named = new Map(ALL_KINDS.all.map(({ endpoint, name }) => [name, endpoint.name]))
    expect(named.get("update-user-profile")).toBe("users")
    expect(named.get("track-custom-event")).toBe("events")
    expect(named.get("track-purchase")).toBe("purchases")
    expect(named.get("subscribe-to-list")).toBe("subscribes")
    expect(named.get("unsubscribe-from-list")).toBe("unsubscribes")
    expect(new Set(named.values()).size).toBe(ALL_KINDS.endpoints.length)
  })

  it("put an array of actions into an envelope that is JSON", () => {
    for (const { envelope, form } of ALL_KINDS.endpoints) {
      const around = envelope?.(undefined)
      const whole = around === undefined ? "[]" : `${around.opening}{},{}${around.closing}`
      const expected = around === undefined ? [] : { [String(form.array)]: [{}, {}] }
      expect(JSON.parse(whole)).toEqual(expected)
    }
  })

  it("stay under the documented limits", () => {
    expect(MAX_BODY_BYTES).toBeLessThan(4_000_000)
    for (const { maxBodyBytes } of ALL_KINDS.endpoints)
      expect(maxBodyBytes).toBeLessThanOrEqual(MAX_BODY_BYTES)
    expect([usersBulkUpdate.requestsPerSecond, eventsTrackBulk.requestsPerSecond]).toEqual([5, 10])
    expect(Object.values(DATA_CENTERS).every((url) => /^https:\/\/[a-z.]+$/.test(url))).toBe(true)
  })
})
