import { UserProfile } from "../resources/user-profile.ts"
import type { UserProfileFields } from "../resources/user-profile.ts"

/** Asks to create a user, or to change the given fields of one. */
export class UpdateUserProfile {
  readonly kind = "update-user-profile"
  readonly user: UserProfile

  /** Takes a copy: what becomes of `user` later changes nothing. */
  constructor(user: UserProfile | UserProfileFields) {
    this.user = new UserProfile(user)
  }
}
