import { describe, expect, it } from "vitest"
import { ResourceError } from "../errors.ts"
import { ALL_KINDS } from "./all-kinds.ts"
import type { Action } from "./kind.ts"
import { SubscribeToList } from "./subscribe-to-list.ts"
import { TrackCustomEvent } from "./track-custom-event.ts"
import { TrackPurchase } from "./track-purchase.ts"
import { UnsubscribeFromList } from "./unsubscribe-from-list.ts"
import { UpdateUserProfile } from "./update-user-profile.ts"

const importActionFrom = (value: unknown): Action | undefined => ALL_KINDS.actionFrom(value)?.action
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
  new SubscribeToList({ listId: 7, user: { userId: "u", dataFields: { a: 1 } } }),
  new UnsubscribeFromList({ listId: 7, user: { userId: "u" }, campaignId: 12 }),
] as const

describe("the action from a value", () => {
  it.each(ACTIONS)("gives an action of the kind $kind in objects of its own", (action) => {
    const own = importActionFrom(action)
    expect(own).not.toBe(action)
    expect(JSON.parse(JSON.stringify(own))).toEqual(JSON.parse(JSON.stringify(action)))
  })

  it("gives what an action holds when it is returned, whatever becomes of it", () => {
    const shared = new UpdateUserProfile({ userId: "u0", dataFields: { city: "", list: [{ n: 0 }] } })
    const { user } = shared as { user: { userId?: string; dataFields?: Record<string, unknown> } }
    const taken = [1, 2, 3].map((n) => {
      user.userId = `u${n}`
      user.dataFields = { ...user.dataFields, city: `c${n}` }
      ;(user.dataFields["list"] as { n: number }[])[0] = { n }
      ;(user.dataFields["list"] as { n: number }[]).push({ n })
      return importActionFrom(shared)
    })
    expect(taken.map((action) => JSON.parse(JSON.stringify(action)) as unknown)).toMatchObject(
      [1, 2, 3].map((n) => ({
        user: {
          userId: `u${n}`,
          dataFields: { city: `c${n}`, list: [{ n }, ...[1, 2, 3].slice(0, n).map((each) => ({ n: each }))] },
        },
      })),
    )
  })

  it.each([
    ["userId", "u1\u200B"],
    ["userId", "u1 "],
    ["email", "a\u0000@example.com"],
    ["dataFields", { email: "a@example.com\u00A0" }],
  ])("looks again at an update whose %s became %j", (name, value) => {
    const update = new UpdateUserProfile({ email: "a@example.com", userId: "u1" })
    Object.assign(update.user, { [name]: value })
    expect(() => importActionFrom(update)).toThrow(/has U\+[0-9A-F]{4} /)
  })

  it("checks what an action was changed into", () => {
    const changed = (change: (action: Record<string, unknown>) => void): unknown => {
      const event = new TrackCustomEvent({ eventName: "e", userId: "u" })
      change(event.event as unknown as Record<string, unknown>)
      return importActionFrom(event)
    }
    for (const change of [
      { id: '"},{"' },
      { userId: 5 },
      { userId: undefined },
      { createdAt: 1_700_000_000_000 },
      { campaignId: "1" },
      { dataFields: 7 },
      { eventName: "" },
    ])
      expect(() => changed((event) => Object.assign(event, change))).toThrow(ResourceError)
    expect(changed((event) => Object.assign(event, { email: " a@example.com " }))).toMatchObject({
      event: { email: "a@example.com" },
    })
    const user = new UpdateUserProfile({ userId: "u" })
    Object.assign(user.user, { preferUserId: "yes" })
    expect(() => importActionFrom(user)).toThrow(ResourceError)
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
    [{ kind: "update-user-profile" }, "user", "user is missing: UpdateUserProfile needs it"],
    [{ kind: "track-custom-event", event: null }, "event", "event is missing: TrackCustomEvent needs it"],
    [{ kind: "track-purchase" }, "purchase", "purchase is missing: TrackPurchase needs it"],
    [{ kind: "track-custom-event", event: { userId: "u" } }, "eventName", "eventName is missing: undefined"],
    [
      { kind: "track-purchase", purchase: { ...PURCHASE, total: undefined } },
      "total",
      "total must be a finite number, not undefined",
    ],
    [
      { kind: "subscribe-to-list", user: { userId: "u" } },
      "listId",
      "listId must be a whole number above 0, not undefined",
    ],
    [
      { kind: "unsubscribe-from-list", listId: 7 },
      "user",
      "user: UserProfile takes an object of fields, not undefined",
    ],
    [
      { kind: "update-user-profile", usre: { userId: "u" } },
      "usre",
      'UpdateUserProfile has no field "usre" (did you mean user?); it has user',
    ],
    [
      { kind: "update-user-profile", user: { userId: "u" }, email: "a@example.com" },
      "email",
      'UpdateUserProfile has no field "email"; it has user',
    ],
    [
      { kind: "track-custom-event", event: { eventName: "e", emial: "a@example.com" } },
      "emial",
      /^CustomEvent has no field "emial" \(did you mean email\?\); it has eventName, email, /,
    ],
    [
      { kind: "subscribe-to-list", listID: 7, user: { userId: "u" } },
      "listID",
      'SubscribeToList has no field "listID" (did you mean listId?); it has listId, user, updateExistingUsersOnly',
    ],
  ])("names the field that %j lacks, or has too much", (value, field, message) => {
    const refused = (): unknown => importActionFrom(value)
    expect(refused).toThrow(message)
    expect(refused).toThrow(expect.objectContaining({ code: "RESOURCE", field }))
  })

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
