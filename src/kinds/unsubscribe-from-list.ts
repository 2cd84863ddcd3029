import { CHANGES_USER, CREATES_USER, RENAMES_USER } from "../actions/effect.ts"
import type { Effect } from "../actions/effect.ts"
import { identityOfUser } from "../actions/identity.ts"
import { listsUnsubscribe } from "../endpoints/lists-unsubscribe.ts"
import { checkFieldNames, optionalBoolean, optionalInteger } from "../resources/fields.ts"
import { UserProfile } from "../resources/user-profile.ts"
import { within } from "../resources/within.ts"
import type { Kind } from "./kind.ts"
import { requiredId } from "./parts/required-id.ts"
import { writeUser } from "./parts/write-user.ts"

/** What an {@link UnsubscribeFromList} is made of. */
export interface UnsubscribeFromListFields {
  /** The list's id, as Iterable shows it. */
  readonly listId: number
  /** Who is taken off the list: at least one of `email` and `userId` is needed. */
  readonly user: {
    readonly email?: string | null | undefined
    readonly userId?: string | null | undefined
  }
  /**
   * Also unsubscribe the user from the list's whole channel, so that they no longer get any message of that channel.
   *
   * @defaultValue false
   */
  readonly channelUnsubscribe?: boolean | null | undefined
  /** The campaign that the unsubscription is attributed to. */
  readonly campaignId?: number | null | undefined
}

/** The same action as a plain object, as JSON has it. */
export interface UnsubscribeFromListObject extends UnsubscribeFromListFields {
  readonly kind: UnsubscribeFromList["kind"]
}

const FIELDS = new Set(["listId", "user", "channelUnsubscribe", "campaignId"])
const USER_FIELDS = new Set(["email", "userId"])

/**
 * Asks to take a user off a list. A user who is not on it counts as taken off; one whom the project does not know is
 * rejected (`not-found`).
 *
 * @throws {@link ResourceError} if `listId` is not a whole number above 0, or a field is wrong, within the user too.
 * @example
 * ```ts
 * import { UnsubscribeFromList } from "iterable-data-import"
 *
 * const action = new UnsubscribeFromList({ listId: 7, user: { email: "ada@example.com" } })
 * console.log(action.channelUnsubscribe) // false
 * ```
 */
export class UnsubscribeFromList {
  readonly kind = "unsubscribe-from-list"
  readonly listId: number
  /** It has identifiers only. */
  readonly user: UserProfile
  readonly channelUnsubscribe: boolean
  readonly campaignId: number | undefined

  /** Copies the fields: later changes to them have no effect. */
  constructor(fields: UnsubscribeFromListFields) {
    checkFieldNames("UnsubscribeFromList", fields, FIELDS)
    this.listId = requiredId(fields.listId, "listId")
    this.user = within("user", () => onlyIdentified(fields.user))
    this.channelUnsubscribe = optionalBoolean(fields.channelUnsubscribe, "channelUnsubscribe") ?? false
    this.campaignId = optionalInteger(fields.campaignId, "campaignId")
  }
}

const OTHER_USER_FIELDS = ["dataFields", "preferUserId", "mergeNestedObjects"] as const

/** The user that the fields name. Fields that would set something are refused: their values would be lost. */
function onlyIdentified(fields: UnsubscribeFromListFields["user"]): UserProfile {
  const user = new UserProfile(fields)
  const other = OTHER_USER_FIELDS.find((name) => user[name] !== undefined && user[name] !== false)
  if (other !== undefined) checkFieldNames("UnsubscribeFromList", { [other]: user[other] }, USER_FIELDS)
  return user
}

const UNSUBSCRIPTION: Effect = { does: CHANGES_USER, waitsFor: CREATES_USER | CHANGES_USER | RENAMES_USER }

/** The kind of {@link UnsubscribeFromList}. */
export const unsubscribeFromList: Kind<
  UnsubscribeFromList,
  typeof listsUnsubscribe,
  UnsubscribeFromListObject
> = {
  name: "unsubscribe-from-list",
  className: "UnsubscribeFromList",
  endpoint: listsUnsubscribe,
  isMadeHere: (value) => value instanceof UnsubscribeFromList,
  own: ({ kind: _kind, ...fields }) => new UnsubscribeFromList(fields),
  from: ({ kind: _kind, ...fields }) => new UnsubscribeFromList(fields),
  identityOf: ({ user }) => identityOfUser(user),
  effectOf: () => UNSUBSCRIPTION,
  overwrites: true,
  userOf: ({ user }) => user,
  // The Swagger file says that channelUnsubscribe is false by default; a client of Iterable's API says true. So it is
  // always sent.
  groupOf: ({ campaignId, channelUnsubscribe, listId }) =>
    `"listId":${listId},"channelUnsubscribe":${channelUnsubscribe}` +
    (campaignId === undefined ? "" : `,"campaignId":${campaignId}`),
  write: (writer, { user }) => writeUser(writer, user, "user."),
}
