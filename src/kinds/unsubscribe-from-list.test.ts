import { describe, expect, it } from "vitest"
import { CHANGES_USER, CREATES_USER } from "../actions/effect.ts"
import { ResourceError } from "../errors.ts"
import { UserProfile } from "../resources/user-profile.ts"
import { ALL_KINDS } from "./all-kinds.ts"
import { encodeAction } from "./encode-action.ts"
import { subscribeToList } from "./subscribe-to-list.ts"
import { UnsubscribeFromList, unsubscribeFromList } from "./unsubscribe-from-list.ts"
import type { UnsubscribeFromListFields } from "./unsubscribe-from-list.ts"

const USER = { email: "ada@example.com" }
const CHOICES = { channelUnsubscribe: true, campaignId: 12 }
const written = (action: UnsubscribeFromList): unknown =>
  JSON.parse(encodeAction({ kind: unsubscribeFromList, action }))
/** The members around the actions that travel with this one. */
const around = (fields: Partial<UnsubscribeFromListFields>): unknown => {
  const action = new UnsubscribeFromList({ listId: 7, user: USER, ...fields })
  const { envelope } = unsubscribeFromList.endpoint
  const { opening = "", closing = "" } = envelope?.(unsubscribeFromList.groupOf?.(action)) ?? {}
  return JSON.parse(opening + closing)
}

describe("an unsubscription from a list", () => {
  it("writes its user's identifiers, and its list and choices into what is around them", () => {
    const action = new UnsubscribeFromList({ listId: 7, user: { email: " Ada@example.com ", userId: 'u"1' } })
    expect(written(action)).toEqual({ email: "Ada@example.com", userId: 'u"1' })
    expect(around(CHOICES)).toEqual({ listId: 7, ...CHOICES, subscribers: [] })
  })

  it("always says whether the channel is meant, as the default is not known for certain", () => {
    expect(around({})).toEqual({ listId: 7, channelUnsubscribe: false, subscribers: [] })
    expect(around({ channelUnsubscribe: null, campaignId: null })).toEqual(around({}))
  })

  it.each<[string, object, string]>([
    ["no list", { listId: undefined }, "listId must be a whole number above 0, not undefined"],
    ["a list below 1", { listId: -7 }, "listId must be a whole number above 0, not -7"],
    ["nobody", { user: {} }, "user: a user needs an email or a userId, and both are missing"],
    [
      "data fields, which would be lost",
      { user: { ...USER, dataFields: { plan: "free" } } },
      'user: UnsubscribeFromList has no field "dataFields"; it has email, userId',
    ],
    [
      "those of a profile too",
      { user: new UserProfile({ ...USER, dataFields: { plan: "free" } }) },
      'user: UnsubscribeFromList has no field "dataFields"; it has email, userId',
    ],
    [
      "what a profile prefers",
      { user: new UserProfile({ ...USER, mergeNestedObjects: true }) },
      'user: UnsubscribeFromList has no field "mergeNestedObjects"; it has email, userId',
    ],
    ["a campaign in text", { campaignId: "12" }, 'campaignId must be a whole number, not "12"'],
    ["1 for true", { channelUnsubscribe: 1 }, "channelUnsubscribe must be true or false, not 1"],
    [
      "an unknown field",
      { channel: true },
      'UnsubscribeFromList has no field "channel"; it has listId, user, channelUnsubscribe, campaignId',
    ],
  ])("refuses %s", (_, fields, message) => {
    const given = { listId: 7, user: USER, ...fields }
    expect(() => new UnsubscribeFromList(given)).toThrow(expect.objectContaining({ message }))
    expect(() => ALL_KINDS.actionFrom({ kind: "unsubscribe-from-list", ...given })).toThrow(ResourceError)
  })

  it("is what a plain object says, or another copy of the library made", () => {
    const fields = { listId: 7, user: USER, ...CHOICES }
    const action = new UnsubscribeFromList(fields)
    expect(ALL_KINDS.actionFrom({ kind: "unsubscribe-from-list", ...fields })?.action).toEqual(action)
    const foreign: unknown = structuredClone(action)
    expect(ALL_KINDS.actionFrom(foreign)?.action).toEqual(action)
    expect(ALL_KINDS.actionFrom(foreign)?.action).toBeInstanceOf(UnsubscribeFromList)
  })

  it("takes a profile that sets nothing", () => {
    const { user } = new UnsubscribeFromList({ listId: 7, user: new UserProfile({ userId: "u" }) })
    expect(user).toMatchObject({ email: undefined, userId: "u", dataFields: undefined })
  })

  it("waits for what creates or changes its user, so for subscriptions, and they wait for it", () => {
    const action = new UnsubscribeFromList({ listId: 7, user: USER })
    const identity = unsubscribeFromList.identityOf(action)
    const effect = unsubscribeFromList.effectOf(action, identity)
    expect(effect.does).toBe(CHANGES_USER)
    expect(effect.waitsFor & CREATES_USER).toBe(CREATES_USER)
    const subscription = ALL_KINDS.actionFrom({ kind: "subscribe-to-list", listId: 7, user: USER })
    const other = subscription?.kind.effectOf(subscription.action, identity)
    expect(subscription?.kind).toBe(subscribeToList)
    expect(effect.waitsFor & (other?.does ?? 0)).not.toBe(0)
    expect((other?.waitsFor ?? 0) & effect.does).not.toBe(0)
  })
})
