import { CHANGE_OF_IDENTITY, CHANGES_USER, CREATES_USER, RENAMES_USER } from "../actions/effect.ts"
import type { Effect } from "../actions/effect.ts"
import { changesIdentity, identityOfUser } from "../actions/identity.ts"
import { usersBulkUpdate } from "../endpoints/users-bulk-update.ts"
import { ownCopy } from "../resources/own-copy.ts"
import { UserProfile } from "../resources/user-profile.ts"
import type { UserProfileFields } from "../resources/user-profile.ts"
import type { Kind } from "./kind.ts"
import { areNewIdentifiersChecked, isChecked } from "./parts/is-checked.ts"
import { mergedUpdate } from "./parts/merged-update.ts"
import { onlyField } from "./parts/only-field.ts"
import { writeUser } from "./parts/write-user.ts"

/** Asks to create a user, or to change the given fields of one. */
export class UpdateUserProfile {
  readonly kind = "update-user-profile"
  readonly user: UserProfile

  /** Copies `user`: later changes to it have no effect. */
  constructor(user: UserProfile | UserProfileFields) {
    this.user = new UserProfile(user)
  }
}

/** The same as a plain object, as JSON has it. */
export interface UpdateUserProfileObject {
  readonly kind: UpdateUserProfile["kind"]
  readonly user: UserProfile | UserProfileFields
}

const UPDATE: Effect = { does: CHANGES_USER, waitsFor: CHANGES_USER | RENAMES_USER }
/**
 * A purchase empties the stored cart, so the two must keep their order. Source: Iterable's Swagger file,
 * commerce/trackPurchase.
 */
const UPDATE_OF_CART: Effect = { does: CHANGES_USER, waitsFor: CREATES_USER | CHANGES_USER | RENAMES_USER }

/** The kind of {@link UpdateUserProfile}. */
export const updateUserProfile: Kind<UpdateUserProfile, typeof usersBulkUpdate, UpdateUserProfileObject> = {
  name: "update-user-profile",
  className: "UpdateUserProfile",
  endpoint: usersBulkUpdate,
  isMadeHere: (value) => value instanceof UpdateUserProfile,
  own: ({ kind, user }) =>
    isChecked(user) &&
    areNewIdentifiersChecked(user) &&
    typeof user.preferUserId === "boolean" &&
    typeof user.mergeNestedObjects === "boolean"
      ? { kind, user: ownUser(user) }
      : new UpdateUserProfile(user),
  from: (object) => new UpdateUserProfile(onlyField("UpdateUserProfile", object, "user")),
  identityOf: ({ user }) => identityOfUser(user),
  effectOf: ({ user }, identity) => {
    if (changesIdentity(identity)) return CHANGE_OF_IDENTITY
    return user.dataFields?.["shoppingCartItems"] === undefined ? UPDATE : UPDATE_OF_CART
  },
  overwrites: true,
  userOf: ({ user }) => user,
  write: (writer, { user }) => writeUser(writer, user, ""),
  merged: (earlier, later) => {
    const user = mergedUpdate(earlier.user, later.user)
    return user === undefined ? undefined : new UpdateUserProfile(user)
  },
}

function ownUser({ dataFields, email, mergeNestedObjects, preferUserId, userId }: UserProfile): UserProfile {
  return {
    email,
    userId,
    dataFields: dataFields && ownCopy(dataFields),
    preferUserId,
    mergeNestedObjects,
  }
}
