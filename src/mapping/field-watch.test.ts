import { describe, expect, it } from "vitest"
import { mappedOf } from "../../tests/kit/arbitraries.ts"
import { SubscribeToList } from "../kinds/subscribe-to-list.ts"
import { TrackCustomEvent } from "../kinds/track-custom-event.ts"
import { TrackPurchase } from "../kinds/track-purchase.ts"
import { UpdateUserProfile } from "../kinds/update-user-profile.ts"
import type { ImportAction } from "../kinds/all-kinds.ts"
import { FieldWatch } from "./field-watch.ts"
import type { FieldWarning } from "./field-watch.ts"

function warningsOf(...actions: readonly ImportAction[]): readonly FieldWarning[] {
  const watch = new FieldWatch()
  for (const [index, action] of actions.entries()) watch.note(mappedOf(action, index + 1))
  return watch.warnings
}
const update = (dataFields: Record<string, unknown>): ImportAction =>
  new UpdateUserProfile({ email: "a@b.co", dataFields })
const event = (dataFields: Record<string, unknown>): ImportAction =>
  new TrackCustomEvent({ email: "a@b.co", eventName: "e", dataFields })
const purchase = (ofUser: Record<string, unknown>, ofItem: Record<string, unknown>): ImportAction =>
  new TrackPurchase({
    user: { email: "a@b.co", dataFields: ofUser },
    items: [{ id: "i", name: "I", price: 1, quantity: 1, dataFields: ofItem }],
    total: 1,
  })
const codes = (...actions: readonly ImportAction[]): readonly string[] =>
  warningsOf(...actions).map(({ code, fields }) => `${code}: ${fields.join(", ")}`)

describe("FieldWatch", () => {
  it("says nothing of fields that are like any other", () => {
    expect(warningsOf(update({ city: "Ulm", tags: ["a"], address: { email: "x", zip: "1" } }))).toEqual([])
    expect(warningsOf(new UpdateUserProfile({ email: "a@b.co" }))).toEqual([])
  })

  it.each([
    "email",
    "userId",
    "emailListIds",
    "userListIds",
    "subscribedMessageTypeIds",
    "unsubscribedMessageTypeIds",
    "unsubscribedChannelIds",
    "phoneNumber",
    "signupDate",
    "itblInternal",
    "locale",
    "devices",
    "shoppingCartItems",
  ])("names %s, which means something of its own, and says what it does", (name) => {
    const [warning, ...others] = warningsOf(update({ [name]: "x" }), update({ [name]: "y" }))
    expect(others).toEqual([])
    expect(warning).toMatchObject({ code: "reserved", fields: [name] })
    expect(warning?.message).toMatch(new RegExp(`: ${name} [a-z][^;]{15,}\\. If that is not meant`))
  })

  it("says what email does, whether it is the user's or another one", () => {
    expect(warningsOf(update({ email: "a@b.co", userId: "u1" }))[0]?.message).toBe(
      "Names in the dataFields of users that mean something of their own to Iterable: email sets the user's email: another one than the user's changes whom it is; userId sets the user's userId: another one than the user's changes whom it is. If that is not meant, leave these fields out, or give them other names.",
    )
  })

  it("looks at the users of purchases and lists too, and at no event's fields for names of users'", () => {
    expect(codes(purchase({ locale: "de" }, {}))).toEqual(["reserved: locale"])
    expect(
      codes(new SubscribeToList({ listId: 1, user: { email: "a@b.co", dataFields: { ip: "::1" } } })),
    ).toEqual(["reserved: ip"])
    expect(codes(event({ email: "x", locale: "de" }), purchase({}, { email: "x" }))).toEqual([])
  })

  it("names fields whose names hold dots, at any depth, and says how to nest", () => {
    const fields = { "address.city": "Ulm", a: [{ "b.c": 1 }] }
    expect(codes(update(fields), event({ "x.y": 1 }))).toEqual(["dotted: address.city, a.b.c, x.y"])
    expect(warningsOf(update(fields))[0]?.message).toContain('nest the values: { "address": { "city": … } }.')
  })

  it("names texts beyond 32,000 characters, with the place of the first", () => {
    const long = "b".repeat(40_000)
    const warnings = warningsOf(
      update({ bio: "b".repeat(32_000) }),
      update({ bio: long, notes: { en: [long] } }),
      purchase({}, { text: long }),
    )
    expect(warnings).toMatchObject([{ code: "too-long", fields: ["bio", "notes.en", "text"] }])
    expect(warnings[0]?.message).toContain("more than 32,000 characters")
    expect(warnings[0]?.message).toContain("bio (40,000 in record 2), notes.en (40,000 in record 2), text (")
  })

  it("says that there are more than 1,000 fields of users, and names few of them", () => {
    const fields = (count: number): Record<string, unknown> =>
      Object.fromEntries(Array.from({ length: count }, (_, n) => [`c${n}`, "x"]))
    expect(warningsOf(update(fields(1_000)), event(fields(3_000)))).toEqual([])
    const [warning] = warningsOf(update(fields(1_200)))
    expect(warning).toMatchObject({ code: "too-many" })
    expect(warning?.fields).toHaveLength(100)
    expect(warning?.message).toContain(
      "1,200 different names; by default, an Iterable project has at most 1,000",
    )
    expect(warning?.message.length).toBeLessThan(300)
  })

  it("keeps little of names without end, and bears what holds itself", () => {
    const watch = new FieldWatch()
    for (let n = 0; n < 25_000; n += 1) watch.note(mappedOf(update({ [`a.${n}`]: "x".repeat(32_001) })))
    for (const { fields, message } of watch.warnings) {
      expect(fields.length).toBeLessThanOrEqual(100)
      expect(message.length).toBeLessThan(2_000)
    }
    const itself: Record<string, unknown> = {}
    itself["self"] = itself
    expect(warningsOf(update(itself))).toEqual([])
  })
})
