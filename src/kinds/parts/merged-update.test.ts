import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { ofKind } from "../../../tests/kit/of-kind.ts"
import { decimal } from "../../resources/decimal.ts"
import { encodeAction } from "../encode-action.ts"
import { dataFields } from "../../../tests/kit/arbitraries.ts"
import { TrackCustomEvent, trackCustomEvent } from "../track-custom-event.ts"
import { TrackPurchase, trackPurchase } from "../track-purchase.ts"
import { UpdateUserProfile, updateUserProfile } from "../update-user-profile.ts"
import type { UserProfileFields } from "../../resources/user-profile.ts"

const update = (fields: UserProfileFields): UpdateUserProfile => new UpdateUserProfile(fields)
const merged = (one: UpdateUserProfile, other: UpdateUserProfile): UpdateUserProfile | undefined =>
  updateUserProfile.merged?.(one, other)
const ada = (fields: Readonly<Record<string, unknown>>): UpdateUserProfile =>
  update({ email: "ada@example.com", dataFields: fields })
const fieldsOf = (action: UpdateUserProfile | undefined): unknown => action?.user.dataFields

describe("an update merged with a later one", () => {
  it("leaves what applying both in turn leaves, for any fields, or does not merge", () => {
    fc.assert(
      fc.property(dataFields, dataFields, (earlier, later) => {
        const both = merged(ada(earlier), ada(later))
        if (both === undefined) return
        const stored = JSON.parse(JSON.stringify({ ...stripped(earlier), ...stripped(later) })) as object
        expect(JSON.parse(JSON.stringify(both.user.dataFields))).toEqual(stored)
      }),
    )
  })

  it("lets the later value count, and a field that only the earlier one has stand", () => {
    expect(fieldsOf(merged(ada({ plan: "free", age: 3 }), ada({ plan: "pro" })))).toEqual({
      plan: "pro",
      age: 3,
    })
    expect(fieldsOf(merged(ada({ plan: "free" }), ada({ plan: undefined })))).toEqual({ plan: "free" })
  })

  it.each([
    [1, 2.5],
    [1, "1"],
    [true, "true"],
    ["2020-01-01", "soon"],
    [null, 1],
    [{ a: 1 }, { b: 1 }],
    [[1], [2]],
    [1, decimal(1)],
    [[1], [decimal(1)]],
  ])("does not merge %j and %j: the first might fix another type", (one, other) => {
    expect(merged(ada({ field: one }), ada({ field: other }))).toBeUndefined()
    expect(merged(ada({ field: other }), ada({ field: one }))).toBeUndefined()
  })

  it("merges decimals with fractions, and keeps their points", () => {
    const both = merged(ada({ score: 2.5, ltv: decimal(1) }), ada({ score: decimal(0), ltv: decimal(7) }))
    expect(both === undefined ? "" : encodeAction(ofKind(both))).toContain('{"score":0.0,"ltv":7.0}')
  })

  it.each([
    ["other users", ada({}), update({ email: "bob@example.com" })],
    ["a further identifier", ada({}), update({ email: "ada@example.com", userId: "u1" })],
    ["a change of identity", ada({}), ada({ email: "new@example.com" })],
    ["nested merging", ada({}), update({ email: "ada@example.com", mergeNestedObjects: true })],
    ["another preference", ada({}), update({ email: "ada@example.com", preferUserId: true })],
  ])("does not merge over %s", (_, one, other) => {
    expect(merged(one, other)).toBeUndefined()
    expect(merged(other, one)).toBeUndefined()
  })

  it("takes addresses that differ in case for one", () => {
    expect(merged(ada({ a: 1 }), update({ email: "ADA@example.com" }))?.user.email).toBe("ADA@example.com")
  })

  it("merges no events, and no purchases", () => {
    const user = { email: "ada@example.com" }
    const event = new TrackCustomEvent({ eventName: "seen", ...user })
    expect(trackCustomEvent.merged?.(event, event)).toBeUndefined()
    const items = [{ id: "mug", name: "Mug", price: 1, quantity: 1 }]
    const purchase = new TrackPurchase({ user, items, total: 1 })
    expect(trackPurchase.merged?.(purchase, purchase)).toBeUndefined()
  })
})

function stripped(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}
