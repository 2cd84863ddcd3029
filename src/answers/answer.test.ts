import { describe, expect, it } from "vitest"
import { sentFrom } from "../../tests/kit/arbitraries.ts"
import { ofKind } from "../../tests/kit/of-kind.ts"
import { TrackCustomEvent } from "../kinds/track-custom-event.ts"
import { TrackPurchase } from "../kinds/track-purchase.ts"
import { UpdateUserProfile } from "../kinds/update-user-profile.ts"
import { identityOf } from "../kinds/kind.ts"
import { identityKeys } from "../actions/identity.ts"
import { sentIdentity, sentKeys } from "./answer.ts"

const user = { email: "A@b.co", userId: "U", dataFields: { email: "new@b.co", userId: "new" } }
const items = [{ id: "i", name: "n", price: 1, quantity: 1 }]

describe("sentIdentity() and sentKeys()", () => {
  it.each([
    new UpdateUserProfile(user),
    new TrackCustomEvent({ ...user, eventName: "e" }),
    new TrackPurchase({ user, items, total: 0, dataFields: { email: "no" } }),
  ])("say of what was sent the same as of the action: $kind", (action) => {
    const sent = sentFrom([action])
    expect(sentIdentity(sent, 0)).toEqual(identityOf(ofKind(action)))
    expect(sentKeys(sent, 0)).toEqual(identityKeys(identityOf(ofKind(action))))
  })

  it("know of no user where nothing was sent", () => {
    expect(sentKeys(sentFrom([]), 5)).toEqual([])
  })
})
