import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { ofKind } from "../../tests/kit/of-kind.ts"
import { emailKey, identityKeys, identityOfUser, userIdKey } from "./identity.ts"
import type { Identity } from "./identity.ts"
import type { ImportAction } from "../kinds/all-kinds.ts"
import { identityOf as identityOfAction } from "../kinds/kind.ts"
import { TrackCustomEvent } from "../kinds/track-custom-event.ts"
import { TrackPurchase } from "../kinds/track-purchase.ts"
import { UpdateUserProfile } from "../kinds/update-user-profile.ts"

const identityOf = (action: ImportAction): Identity => identityOfAction(ofKind(action))
const ITEMS = [{ id: "i", name: "n", price: 1, quantity: 1 }]

describe("identityOf()", () => {
  it("names the user of each kind of action", () => {
    const user = { email: "A@b.co", userId: "U" }
    const both = { email: "A@b.co", userId: "U", newEmail: undefined, newUserId: undefined }
    expect(identityOf(new UpdateUserProfile(user))).toEqual(both)
    expect(identityOf(new TrackCustomEvent({ ...user, eventName: "e" }))).toEqual(both)
    expect(identityOf(new TrackPurchase({ user, items: ITEMS, total: 0 }))).toEqual(both)
  })

  it("sees a change of identity in the data fields of users and buyers, not of events", () => {
    const dataFields = { email: "new@b.co", userId: "new" }
    const changed = { newEmail: "new@b.co", newUserId: "new" }
    expect(identityOf(new UpdateUserProfile({ userId: "U", dataFields }))).toMatchObject(changed)
    expect(
      identityOf(new TrackPurchase({ user: { userId: "U", dataFields }, items: ITEMS, total: 0 })),
    ).toMatchObject(changed)
    const none = { newEmail: undefined, newUserId: undefined }
    expect(identityOf(new TrackCustomEvent({ eventName: "e", userId: "U", dataFields }))).toMatchObject(none)
    expect(
      identityOf(new TrackPurchase({ user: { userId: "U" }, items: ITEMS, total: 0, dataFields })),
    ).toMatchObject(none)
  })

  it.each(["", null, 5, {}])(
    "takes dataFields.email %j for no email: else all users without one would wait for each other",
    (nothing) => {
      const identity = identityOf(
        new UpdateUserProfile({ userId: "U", dataFields: { email: nothing, userId: nothing } }),
      )
      expect(identityKeys(identity)).toEqual([userIdKey("U")])
    },
  )
})

describe("identityKeys()", () => {
  it("are alike for addresses that differ in case only, and for nothing else", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string({ minLength: 1 }), (one, other) => {
        const isSame = one.toLowerCase() === other.toLowerCase()
        expect(emailKey(one) === emailKey(other)).toBe(isSame)
        expect(emailKey(one)).toBe(emailKey(one.toUpperCase().toLowerCase()))
        expect(userIdKey(one) === userIdKey(other)).toBe(one === other)
        expect(emailKey(one)).not.toBe(userIdKey(other))
      }),
    )
  })

  it("are one for each thing that is known of a user", () => {
    const user = { email: "A@b.co", userId: "U", dataFields: { email: "N@b.co", userId: "n" } }
    expect(identityKeys(identityOfUser(user))).toEqual([
      "email:a@b.co",
      "userId:U",
      "email:n@b.co",
      "userId:n",
    ])
  })

  it("are no more where the data fields repeat the identity", () => {
    const user = { email: "A@b.co", userId: "U", dataFields: { email: "A@b.co", userId: "U" } }
    expect(identityKeys(identityOfUser(user))).toEqual(["email:a@b.co", "userId:U"])
  })
})
