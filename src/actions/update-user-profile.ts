import { UserProfile } from "../resources/user-profile.ts"
import type { UserProfileFields } from "../resources/user-profile.ts"

/** Asks to create a user, or to change the given fields of one. */
export class UpdateUserProfile {
  readonly kind = "update-user-profile"
  readonly user: UserProfile

  constructor(user: UserProfile | UserProfileFields) {
    this.user = user instanceof UserProfile ? user : new UserProfile(user)
  }
}
