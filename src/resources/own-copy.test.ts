import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { jsonValue } from "../../tests/kit/arbitraries.ts"
import { ofKind } from "../../tests/kit/of-kind.ts"
import { TrackCustomEvent } from "../kinds/track-custom-event.ts"
import { TrackPurchase } from "../kinds/track-purchase.ts"
import { UpdateUserProfile } from "../kinds/update-user-profile.ts"
import type { ImportAction } from "../kinds/all-kinds.ts"
import { encodeAction as encodeOfKind } from "../kinds/encode-action.ts"
import { UserProfile } from "./user-profile.ts"

const encodeAction = (action: ImportAction): string => encodeOfKind(ofKind(action))

interface Held extends Record<string, unknown> {
  address: { city: string; geo: { lat: number }; more?: boolean }
  tags: [string, string[], { deep: string }, ...string[]]
  since: Date
  price: { amount: number; toJSON: () => unknown }
  flat: string
}

/** A value with everything in it that a map function may hold on to. */
const held = (): Held => ({
  address: { city: "Lima", geo: { lat: 1 } },
  tags: ["a", ["b"], { deep: "c" }],
  since: new Date(0),
  price: { amount: 1, toJSON: () => ({ amount: 1 }) },
  flat: "x",
})

/** Changes all that is in it, at any depth. */
function change(value: Held): void {
  value.address.city = "Oslo"
  value.address.geo.lat = 2
  value.address.more = true
  value.tags.push("z")
  value.tags[1][0] = "y"
  value.tags[2].deep = "w"
  value.since.setTime(1e12)
  value.price.toJSON = () => ({ amount: 2 })
  value.flat = "changed"
}

const ITEM = { id: "i", name: "n", price: 1, quantity: 1 }
const MAKERS: Record<string, (value: Held) => ImportAction> = {
  "a user": (dataFields) => new UpdateUserProfile({ userId: "u", dataFields }),
  "an event": (dataFields) => new TrackCustomEvent({ userId: "u", eventName: "e", dataFields }),
  "a purchase": (dataFields) =>
    new TrackPurchase({ user: { userId: "u" }, items: [ITEM], total: 1, dataFields }),
  "a buyer": (dataFields) =>
    new TrackPurchase({ user: { userId: "u", dataFields }, items: [ITEM], total: 1 }),
  "an item": (dataFields) =>
    new TrackPurchase({ user: { userId: "u" }, items: [{ ...ITEM, dataFields }], total: 1 }),
}

describe("what an action holds", () => {
  it.each(Object.entries(MAKERS))(
    "of %s does not change with what it was made of, at any depth",
    (_, make) => {
      const value = held()
      const action = make(value)
      const before = encodeAction(make(held()))
      change(value)
      expect(encodeAction(action)).toBe(before)
    },
  )

  it("does not change with a list of categories, or with a profile that is used again", () => {
    const categories = ["a"]
    const profile = new UserProfile({ userId: "u", dataFields: { city: "Lima" } })
    const purchase = new TrackPurchase({ user: profile, items: [{ ...ITEM, categories }], total: 1 })
    const update = new UpdateUserProfile(profile)
    const before = [encodeAction(purchase), encodeAction(update)]
    categories.push("b")
    Object.assign(profile.dataFields ?? {}, { city: "Oslo" })
    Object.assign(profile, { userId: "v" })
    expect([encodeAction(purchase), encodeAction(update)]).toEqual(before)
  })

  it("is what it was made of, to the byte", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), jsonValue), (dataFields) => {
        const wire = JSON.parse(encodeAction(new UpdateUserProfile({ userId: "u", dataFields }))) as unknown
        expect(JSON.stringify(wire)).toBe(JSON.stringify({ userId: "u", dataFields }))
      }),
    )
  })

  it("keeps a field that is called __proto__, and takes it for no prototype", () => {
    const dataFields = JSON.parse('{"__proto__":{"a":1},"b":{"__proto__":{"c":[2]}}}') as Record<
      string,
      unknown
    >
    const action = new UpdateUserProfile({ userId: "u", dataFields })
    expect(encodeAction(action)).toBe(
      '{"userId":"u","dataFields":{"__proto__":{"a":1},"b":{"__proto__":{"c":[2]}}}}',
    )
    expect(Object.getPrototypeOf(action.user.dataFields)).toBe(Object.prototype)
  })

  it("still says which field contains itself, or cannot be said", () => {
    const ring: Record<string, unknown> = {}
    ring["self"] = [ring]
    const encode = (dataFields: Record<string, unknown>) => () =>
      encodeAction(new UpdateUserProfile({ userId: "u", dataFields }))
    expect(encode({ ring })).toThrow("dataFields.ring.self[0] contains itself")
    expect(encode({ deep: { map: new Map() } })).toThrow("dataFields.deep.map is an object of the kind Map")
    expect(encode({ deep: [undefined] })).toThrow("dataFields.deep[0] is undefined")
    expect(encode({ deep: { at: new Date(Number.NaN) } })).toThrow("dataFields.deep.at is an invalid Date")
    expect(encode({ deep: { none: { toJSON: () => undefined } } })).toThrow(
      "dataFields.deep.none has no JSON form",
    )
    expect(encode({ deep: [9007199254740993n] })()).toBe(
      '{"userId":"u","dataFields":{"deep":[9007199254740993]}}',
    )
  })
})
