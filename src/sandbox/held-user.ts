import type { DataFields } from "./data-fields.ts"
import { formatIterableDate } from "./format-iterable-date.ts"
import type { StoredUser } from "./stored-user.ts"

/** A user that the sandbox holds. */
export interface HeldUser {
  /** From 1, in the order in which users appeared. */
  readonly number: number
  readonly email: string | null
  readonly userId: string | null
  /**
   * Exactly what was sent, merged; `email` and `userId` in them went to the user's ids, and what lists a user is on stands in
   * `emailListIds` (email-based projects) or `userListIds`.
   */
  readonly dataFields: DataFields
  /** What Iterable would add on its own. */
  readonly managedFields: DataFields
  /** How often it was written. */
  readonly timesApplied: number
}

/** Shows a user. */
export function heldUser(user: StoredUser): HeldUser {
  const { number, email, userId, dataFields, timesApplied } = user
  const managedFields = {
    ...(user.isSignupDateDeleted ? {} : { signupDate: formatIterableDate(user.createdAtMs) }),
    profileUpdatedAt: formatIterableDate(user.updatedAtMs),
    signupSource: "API",
  }
  return { number, email, userId, dataFields, managedFields, timesApplied }
}
