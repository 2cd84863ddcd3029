import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { dataFields } from "../../tests/kit/arbitraries.ts"
import { TrackCustomEvent } from "../actions/track-custom-event.ts"
import { UpdateUserProfile } from "../actions/update-user-profile.ts"
import type { UserProfileFields } from "../resources/user-profile.ts"
import { mergeUpdates } from "./merge-updates.ts"

const update = (fields: UserProfileFields): UpdateUserProfile => new UpdateUserProfile(fields)
const ada = (fields: Readonly<Record<string, unknown>>): UpdateUserProfile =>
  update({ email: "ada@example.com", dataFields: fields })
const fieldsOf = (action: UpdateUserProfile | undefined): unknown => action?.user.dataFields

describe("mergeUpdates()", () => {
  it("leaves what applying both in turn leaves, for any fields, or does not merge", () => {
    fc.assert(
      fc.property(dataFields, dataFields, (earlier, later) => {
        const merged = mergeUpdates(ada(earlier), ada(later))
        if (merged === undefined) return
        const stored = JSON.parse(JSON.stringify({ ...stripped(earlier), ...stripped(later) })) as object
        expect(JSON.parse(JSON.stringify(merged.user.dataFields))).toEqual(stored)
      }),
    )
  })

  it("lets the later value count, and a field that only the earlier one has stand", () => {
    expect(fieldsOf(mergeUpdates(ada({ plan: "free", age: 3 }), ada({ plan: "pro" })))).toEqual({
      plan: "pro",
      age: 3,
    })
    expect(fieldsOf(mergeUpdates(ada({ plan: "free" }), ada({ plan: undefined })))).toEqual({ plan: "free" })
  })

  it.each([
    [1, 2.5],
    [1, "1"],
    [true, "true"],
    ["2020-01-01", "soon"],
    [null, 1],
    [{ a: 1 }, { b: 1 }],
    [[1], [2]],
  ])("does not merge %j and %j: the first might fix another type", (one, other) => {
    expect(mergeUpdates(ada({ field: one }), ada({ field: other }))).toBeUndefined()
    expect(mergeUpdates(ada({ field: other }), ada({ field: one }))).toBeUndefined()
  })

  it.each([
    ["other users", ada({}), update({ email: "bob@example.com" })],
    ["a further identifier", ada({}), update({ email: "ada@example.com", userId: "u1" })],
    ["a change of identity", ada({}), ada({ email: "new@example.com" })],
    ["nested merging", ada({}), update({ email: "ada@example.com", mergeNestedObjects: true })],
    ["another preference", ada({}), update({ email: "ada@example.com", preferUserId: true })],
  ])("does not merge over %s", (_, one, other) => {
    expect(mergeUpdates(one, other)).toBeUndefined()
    expect(mergeUpdates(other, one)).toBeUndefined()
  })

  it("takes addresses that differ in case for one", () => {
    expect(mergeUpdates(ada({ a: 1 }), update({ email: "ADA@example.com" }))?.user.email).toBe(
      "ADA@example.com",
    )
  })

  it("merges no events", () => {
    const event = new TrackCustomEvent({ eventName: "seen", email: "ada@example.com" })
    expect(mergeUpdates(event, event)).toBeUndefined()
  })
})

function stripped(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}
