import { CHANGE_OF_IDENTITY, CHANGES_USER, CREATES_USER, RENAMES_USER } from "../actions/effect.ts"
import type { Effect } from "../actions/effect.ts"
import { changesIdentity, identityOfUser } from "../actions/identity.ts"
import { listsSubscribe } from "../endpoints/lists-subscribe.ts"
import { checkFieldNames, optionalBoolean } from "../resources/fields.ts"
import { UserProfile } from "../resources/user-profile.ts"
import type { UserProfileFields } from "../resources/user-profile.ts"
import { within } from "../resources/within.ts"
import type { Kind } from "./kind.ts"
import { requiredId } from "./parts/required-id.ts"
import { writeUser } from "./parts/write-user.ts"

/** What a {@link SubscribeToList} is made of. */
export interface SubscribeToListFields {
  /** The list's id, as Iterable shows it. */
  readonly listId: number
  /** Who is put on the list. Its `dataFields` are set as an update of the user sets them. */
  readonly user: UserProfile | UserProfileFields
  /**
   * Leave out users that the project does not know, instead of creating them. Projects that identify users by email
   * ignore it.
   *
   * @defaultValue false
   */
  readonly updateExistingUsersOnly?: boolean | null | undefined
}

/** The same action as a plain object, as JSON has it. */
export interface SubscribeToListObject extends SubscribeToListFields {
  readonly kind: SubscribeToList["kind"]
}

const FIELDS = new Set(["listId", "user", "updateExistingUsersOnly"])

/**
 * Asks to put a user on a list. The user is created if there is none.
 *
 * @throws {@link ResourceError} if `listId` is not a whole number above 0, or a field is wrong, within the user too.
 * @example
 * ```ts
 * import { SubscribeToList } from "iterable-data-import"
 *
 * const action = new SubscribeToList({ listId: 7, user: { email: "ada@example.com" } })
 * console.log(action.listId) // 7
 * ```
 */
export class SubscribeToList {
  readonly kind = "subscribe-to-list"
  readonly listId: number
  readonly user: UserProfile
  readonly updateExistingUsersOnly: boolean

  /** Copies the fields: later changes to them have no effect. */
  constructor(fields: SubscribeToListFields) {
    checkFieldNames("SubscribeToList", fields, FIELDS)
    this.listId = requiredId(fields.listId, "listId")
    this.user = within("user", () => new UserProfile(fields.user))
    this.updateExistingUsersOnly =
      optionalBoolean(fields.updateExistingUsersOnly, "updateExistingUsersOnly") ?? false
  }
}

/** It creates the user, or changes it: its data fields and its lists. */
const SUBSCRIPTION: Effect = {
  does: CREATES_USER | CHANGES_USER,
  waitsFor: CREATES_USER | CHANGES_USER | RENAMES_USER,
}

/** The kind of {@link SubscribeToList}. */
export const subscribeToList: Kind<SubscribeToList, typeof listsSubscribe, SubscribeToListObject> = {
  name: "subscribe-to-list",
  className: "SubscribeToList",
  endpoint: listsSubscribe,
  isMadeHere: (value) => value instanceof SubscribeToList,
  own: ({ kind: _kind, ...fields }) => new SubscribeToList(fields),
  from: ({ kind: _kind, ...fields }) => new SubscribeToList(fields),
  identityOf: ({ user }) => identityOfUser(user),
  effectOf: (_action, identity) => (changesIdentity(identity) ? CHANGE_OF_IDENTITY : SUBSCRIPTION),
  overwrites: true,
  userOf: ({ user }) => user,
  groupOf: ({ listId, updateExistingUsersOnly }) =>
    updateExistingUsersOnly ? `"listId":${listId},"updateExistingUsersOnly":true` : `"listId":${listId}`,
  write: (writer, { user }) => writeUser(writer, user, "user."),
}
