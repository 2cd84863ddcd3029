import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { userFields } from "../../tests/kit/arbitraries.ts"
import { CHANGE_OF_IDENTITY, CHANGES_USER, CREATES_USER, NAMES_USER } from "../actions/effect.ts"
import { ResourceError } from "../errors.ts"
import { ALL_KINDS } from "./all-kinds.ts"
import { encodeAction } from "./encode-action.ts"
import { SubscribeToList, subscribeToList } from "./subscribe-to-list.ts"
import type { SubscribeToListFields } from "./subscribe-to-list.ts"
import { UpdateUserProfile } from "./update-user-profile.ts"

const USER = { email: "ada@example.com" }
const written = (action: SubscribeToList): unknown =>
  JSON.parse(encodeAction({ kind: subscribeToList, action }))

describe("a subscription to a list", () => {
  it("writes its user as an update of the user is written, and its list into what is around it", () => {
    fc.assert(
      fc.property(userFields, fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), (user, listId) => {
        const action = new SubscribeToList({ listId, user })
        const update = ALL_KINDS.actionFrom(new UpdateUserProfile(user))
        expect(written(action)).toEqual(JSON.parse(update === undefined ? "" : encodeAction(update)))
        const { envelope } = subscribeToList.endpoint
        const { opening = "", closing = "" } = envelope?.(subscribeToList.groupOf?.(action)) ?? {}
        expect(JSON.parse(`${opening}1,2${closing}`)).toEqual({ listId, subscribers: [1, 2] })
      }),
    )
  })

  it("says that only existing users are meant where it is so, which is another group", () => {
    const group = (updateExistingUsersOnly: boolean | null): string =>
      subscribeToList.groupOf?.(new SubscribeToList({ listId: 7, user: USER, updateExistingUsersOnly })) ?? ""
    expect(JSON.parse(`{${group(true)}}`)).toEqual({ listId: 7, updateExistingUsersOnly: true })
    expect(group(false)).toBe('"listId":7')
    expect(group(null)).toBe('"listId":7')
  })

  it.each<[string, unknown, string]>([
    ["no list", {}, "listId must be a whole number above 0, not undefined"],
    ["a list in text", { listId: "7" }, 'listId must be a whole number above 0, not "7"'],
    ["no number", { listId: Number.NaN }, "listId must be a whole number above 0, not NaN"],
    ["a part of a list", { listId: 7.5 }, "listId must be a whole number above 0, not 7.5"],
    ["list 0", { listId: 0 }, "listId must be a whole number above 0, not 0"],
    [
      "a number that is not exact",
      { listId: 2 ** 53 },
      `listId must be a whole number above 0, not ${2 ** 53}`,
    ],
    ["nobody", { listId: 7, user: {} }, "user: a user needs an email or a userId, and both are missing"],
    ["no user", { listId: 7, user: undefined }, "user: UserProfile takes an object of fields, not undefined"],
    ["a userId of another type", { listId: 7, user: { userId: 5 } }, "user: userId must be a string, not 5"],
    [
      "yes for true",
      { listId: 7, updateExistingUsersOnly: "yes" },
      'updateExistingUsersOnly must be true or false, not "yes"',
    ],
    [
      "an unknown field",
      { listId: 7, list: 7 },
      'SubscribeToList has no field "list" (did you mean listId?); it has listId, user, updateExistingUsersOnly',
    ],
  ])("refuses %s", (_, fields, message) => {
    const given = { user: USER, ...(fields as object) } as SubscribeToListFields
    expect(() => new SubscribeToList(given)).toThrow(expect.objectContaining({ message }))
    expect(() => ALL_KINDS.actionFrom({ kind: "subscribe-to-list", ...given })).toThrow(ResourceError)
  })

  it("names the field of an error, within the user too", () => {
    const made = (fields: object) => () => new SubscribeToList({ user: USER, listId: 7, ...fields })
    expect(made({ listId: 0 })).toThrow(expect.objectContaining({ field: "listId" }))
    expect(made({ user: { userId: 5 } })).toThrow(expect.objectContaining({ field: "user.userId" }))
  })

  it("is what a plain object says", () => {
    const object = { kind: "subscribe-to-list", listId: 7, user: USER, updateExistingUsersOnly: true }
    const action = ALL_KINDS.actionFrom(object)?.action
    expect(action).toBeInstanceOf(SubscribeToList)
    expect(action).toEqual(new SubscribeToList({ listId: 7, user: USER, updateExistingUsersOnly: true }))
  })

  it("is about its user, who may be given another address by it", () => {
    const of = (user: SubscribeToListFields["user"]) => {
      const action = new SubscribeToList({ listId: 7, user })
      const identity = subscribeToList.identityOf(action)
      return { identity, effect: subscribeToList.effectOf(action, identity) }
    }
    const both = of({ email: "ada@example.com", userId: "u" })
    expect(both.identity).toMatchObject({ email: "ada@example.com", userId: "u" })
    expect(both.effect.does).toBe(CREATES_USER | CHANGES_USER)
    expect(both.effect.waitsFor & NAMES_USER).toBe(0)
    const renamed = of({ email: "ada@example.com", dataFields: { email: "new@example.com" } })
    expect(renamed.identity.newEmail).toBe("new@example.com")
    expect(renamed.effect).toBe(CHANGE_OF_IDENTITY)
  })
})
