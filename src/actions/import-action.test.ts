import { describe, expect, it } from "vitest"
import { ResourceError } from "../errors.ts"
import { importActionFrom } from "./import-action.ts"
import { TrackCustomEvent } from "./track-custom-event.ts"
import { TrackPurchase } from "./track-purchase.ts"
import { UpdateUserProfile } from "./update-user-profile.ts"

const PURCHASE = {
  user: { userId: "u" },
  items: [{ id: "i", name: "n", price: 0, quantity: 1 }],
  total: 0,
  createdAt: 1_700_000_000,
}
const ACTIONS = [
  new UpdateUserProfile({ userId: "u", dataFields: { a: 1 } }),
  new TrackCustomEvent({ eventName: "e", userId: "u", id: "id-1" }),
  new TrackPurchase(PURCHASE),
] as const

describe("importActionFrom()", () => {
  it.each(ACTIONS)("gives an action of the kind $kind itself", (action) => {
    expect(importActionFrom(action)).toBe(action)
  })

  it.each(ACTIONS)("makes one of the kind $kind anew where another copy of the library made it", (action) => {
    const foreign = structuredClone(action)
    expect(importActionFrom(foreign)).not.toBe(foreign)
    expect(importActionFrom(foreign)).toEqual(action)
    expect(importActionFrom(foreign)?.constructor).toBe(action.constructor)
  })

  it.each([undefined, null, true, "update-user-profile", 5, {}, [], { kind: "unknown" }, { kind: null }])(
    "says that %j is none",
    (value) => {
      expect(importActionFrom(value)).toBeUndefined()
    },
  )

  it.each([
    { kind: "update-user-profile" },
    { kind: "update-user-profile", user: { userId: 5 } },
    { kind: "track-custom-event", event: { userId: "u" } },
    { kind: "track-custom-event", event: { eventName: "e", userId: "u", id: '"},{"' } },
    { kind: "track-purchase", purchase: { ...PURCHASE, total: undefined } },
  ])("refuses %j, which would make a body that is no JSON", (value) => {
    expect(() => importActionFrom(value)).toThrow(ResourceError)
  })
})
