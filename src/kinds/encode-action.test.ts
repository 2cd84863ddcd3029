import fc from "fast-check"
import { describe, expect, it } from "vitest"
import {
  eventFields,
  identifier,
  itemFields,
  purchaseFields,
  userFields,
} from "../../tests/kit/arbitraries.ts"
import { ofKind } from "../../tests/kit/of-kind.ts"
import type { ImportAction } from "./all-kinds.ts"
import { TrackCustomEvent } from "./track-custom-event.ts"
import { TrackPurchase } from "./track-purchase.ts"
import { UpdateUserProfile } from "./update-user-profile.ts"
import { ResourceError } from "../errors.ts"
import { encodeAction as encodeOfKind } from "./encode-action.ts"

const encodeAction = (action: ImportAction): string => encodeOfKind(ofKind(action))
const decoded = (action: ImportAction): unknown => JSON.parse(encodeAction(action))
const withoutUndefined = (fields: object): object =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
const inSeconds = ({ createdAt, ...fields }: { readonly createdAt?: unknown }): object => ({
  ...withoutUndefined(fields),
  ...(createdAt === undefined
    ? {}
    : { createdAt: createdAt instanceof Date ? Math.floor(createdAt.getTime() / 1000) : createdAt }),
})
const userOnWire = (fields: object): object =>
  Object.fromEntries(
    Object.entries(withoutUndefined(fields)).filter(
      ([name, value]) => !(/^prefer|^merge/.test(name) && value === false),
    ),
  )
const ofUser = (dataFields: Record<string, unknown>): ImportAction =>
  new UpdateUserProfile({ userId: "u", dataFields })

/** Where a value may stand that JSON cannot say. */
const PLACES: [string, (value: unknown) => ImportAction, string][] = [
  ["a profile field", (value) => ofUser({ a: 1, b: value }), "dataFields.b"],
  ["a nested field", (value) => ofUser({ a: { "b c": { d: value } } }), "dataFields.a.b c.d"],
  ["an array", (value) => ofUser({ a: [0, [value]] }), "dataFields.a[1][0]"],
  [
    "an event's field",
    (value) => new TrackCustomEvent({ eventName: "e", userId: "u", dataFields: { a: value } }),
    "dataFields.a",
  ],
  ["a purchase's field", (value) => purchase({ dataFields: { a: value } }), "dataFields.a"],
  [
    "a buyer's field",
    (value) => purchase({ user: { userId: "u", dataFields: { a: value } } }),
    "user.dataFields.a",
  ],
  [
    "an item's field",
    (value) => purchase({ items: [ITEM, { ...ITEM, dataFields: { a: value } }] }),
    "items[1].dataFields.a",
  ],
]
const ITEM = { id: "i", name: "n", price: 1, quantity: 1 }
function purchase(fields: object): TrackPurchase {
  return new TrackPurchase({ user: { userId: "u" }, items: [ITEM], total: 0, ...fields })
}

const cyclic: Record<string, unknown> = {}
cyclic["self"] = { deeper: [cyclic] }

const UNSAYABLE: [string, unknown, RegExp][] = [
  ["NaN", Number.NaN, /is NaN/],
  ["Infinity", Infinity, /is Infinity/],
  ["-Infinity", -Infinity, /is -Infinity/],
  ["an invalid Date", new Date("garbage"), /is an invalid Date/],
  ["a function", () => 5, /is a function/],
  ["a symbol", Symbol("s"), /is a symbol/],
  ["a Map", new Map([["a", 1]]), /kind Map/],
  ["a Set", new Set([1]), /kind Set/],
  ["a promise", Promise.resolve(1), /kind Promise/],
  ["an error", new Error("e"), /kind Error/],
  ["a pattern", /x/, /kind RegExp/],
  ["what has no JSON form", { toJSON: () => undefined }, /has no JSON form/],
  ["what says null of itself, as invalid moments do", { toJSON: () => null }, /has no JSON form/],
  ["what says NaN of itself", { toJSON: () => Number.NaN }, /is NaN/],
  ["an object that contains itself", cyclic, /contains itself/],
]

describe("encodeAction()", () => {
  it("says of a user exactly what it was given", () => {
    fc.assert(
      fc.property(userFields, (fields) => {
        expect(decoded(new UpdateUserProfile(fields))).toEqual(userOnWire(fields))
      }),
    )
  })

  it("says of an event exactly what it was given", () => {
    fc.assert(
      fc.property(eventFields, (fields) => {
        expect(decoded(new TrackCustomEvent(fields))).toEqual(inSeconds(fields))
      }),
    )
  })

  it("says of a purchase exactly what it was given", () => {
    fc.assert(
      fc.property(purchaseFields, ({ user, items, ...fields }) => {
        expect(decoded(new TrackPurchase({ user, items, ...fields }))).toEqual({
          ...inSeconds(fields),
          user: userOnWire(user),
          items: items.map(withoutUndefined),
        })
      }),
    )
  })

  it("has the same members in whatever order the fields were given", () => {
    fc.assert(
      fc.property(itemFields, identifier, (item, userId) => {
        const turned = Object.fromEntries(Object.entries(item).toReversed()) as unknown as typeof item
        const one = new TrackPurchase({ user: { userId }, items: [item], total: 1 })
        const other = new TrackPurchase({ total: 1, items: [turned], user: { userId } })
        expect(encodeAction(one)).toBe(encodeAction(other))
      }),
    )
  })

  describe.each(PLACES)("in %s", (_, actionWith, field) => {
    it.each(UNSAYABLE)("refuses %s and names the field", (_name, value, message) => {
      let error: unknown
      try {
        encodeAction(actionWith(value))
      } catch (thrown) {
        error = thrown
      }
      expect(error).toBeInstanceOf(ResourceError)
      expect((error as ResourceError).field.startsWith(field)).toBe(true)
      expect((error as ResourceError).message).toMatch(message)
    })

    it("lets null pass, as it deletes a field on purpose", () => {
      expect(encodeAction(actionWith(null))).toContain("null")
    })

    it("takes Dates, and objects that say themselves in JSON", () => {
      const moment = new Date(Date.UTC(2026, 0, 2))
      expect(encodeAction(actionWith(moment))).toContain('"2026-01-02T00:00:00.000Z"')
      expect(encodeAction(actionWith({ toJSON: () => "12.50" }))).toContain('"12.50"')
      expect(encodeAction(actionWith(new URL("https://a.example/")))).toContain('"https://a.example/"')
    })
  })

  it("leaves out fields that are undefined, but not in arrays, where all that follows would move", () => {
    expect(decoded(ofUser({ a: undefined, b: 1 }))).toEqual({ userId: "u", dataFields: { b: 1 } })
    expect(() => encodeAction(ofUser({ a: [1, undefined] }))).toThrow("dataFields.a[1] is undefined")
  })

  it("refuses an array with a hole, which would become null", () => {
    const holes = [1]
    holes[2] = 3
    expect(() => encodeAction(ofUser({ a: holes }))).toThrow("dataFields.a[1] is undefined")
  })

  it("takes an object that occurs twice without holding itself", () => {
    const shared = { a: 1 }
    expect(decoded(ofUser({ one: shared, other: [shared, shared] }))).toMatchObject({
      dataFields: { one: shared, other: [shared, shared] },
    })
  })

  it("takes objects of classes and those without a prototype", () => {
    class Address {
      readonly city = "Graz"
    }
    const bare = Object.assign(Object.create(null) as object, { zip: "8010" })
    expect(decoded(ofUser({ home: new Address(), bare }))).toMatchObject({
      dataFields: { home: { city: "Graz" }, bare: { zip: "8010" } },
    })
  })

  it("is not misled by texts that look like null", () => {
    expect(decoded(ofUser({ null: "null", a: "x:null" }))).toMatchObject({
      dataFields: { null: "null", a: "x:null" },
    })
  })
})
