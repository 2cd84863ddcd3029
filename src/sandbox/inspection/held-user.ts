import type { DataFields } from "../project/data-fields.ts"
import { formatIterableDate } from "../checks/format-iterable-date.ts"
import type { Project } from "../project/project.ts"
import type { StoredUser } from "../project/stored-user.ts"
import type { Holding } from "./holding.ts"

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

/** Shows all users in the order in which they appeared. */
export function* heldUsers({ users }: Project): IterableIterator<HeldUser> {
  for (const user of users.all()) yield heldUser(user)
}

/** All users. */
export const HELD_USERS: Holding = { name: "users", count: ({ users }) => users.count, all: heldUsers }
