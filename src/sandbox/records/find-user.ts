import { isEmailAddress } from "../checks/is-email-address.ts"
import { isUserId } from "../checks/is-user-id.ts"
import { type UserFailure, ownFailure, userFailure } from "../checks/user-failure.ts"
import type { DataFields } from "../project/data-fields.ts"
import type { Project } from "../project/project.ts"
import type { StoredUser } from "../project/stored-user.ts"
import type { UserWrite } from "./user-record.ts"

/** Says what is wrong with the ids of a record before any user is looked for: malformed, forgotten, or of no use here. */
export function refusedIdentity(project: Project, write: UserWrite): UserFailure | null {
  const malformed = malformedId(project, write)
  if (malformed !== null) return malformed
  const forgotten = forgottenId(project, write.email?.toLowerCase() ?? null, write.userId)
  if (forgotten !== null) return forgotten
  return project.type === "userId" && write.userId === null ? ownFailure(write, "invalid") : null
}

/** Finds the user that a pair of ids names; where they name two, the one with the email. */
export function findUser(project: Project, email: string | null, userId: string | null): StoredUser | null {
  const { users } = project
  if (project.type === "userId") return userId === null ? null : users.byUserId.find(userId)
  if (email !== null) {
    const found = users.byEmail.find(email)
    if (found !== null || project.type === "email") return found
  }
  return userId === null ? null : users.byUserId.find(userId)
}

/** Finds what Iterable has forgotten about an identity. */
export function forgottenId(
  project: Project,
  email: string | null,
  userId: string | null,
): UserFailure | null {
  if (email !== null && project.forgottenEmails.size > 0 && project.forgottenEmails.has(email)) {
    return userFailure({ email, userId }, "forgotten", "email", email)
  }
  if (userId !== null && project.forgottenUserIds.size > 0 && project.forgottenUserIds.has(userId)) {
    return userFailure({ email, userId }, "forgotten", "userId", userId)
  }
  return null
}

function malformedId(project: Project, write: UserWrite): UserFailure | null {
  const { maxUserIdChars } = project.options
  const newEmail = idIn(write.dataFields, "email")
  const newUserId = idIn(write.dataFields, "userId")
  for (const email of newEmail === null ? [write.email] : [write.email, newEmail]) {
    if (email !== null && !isEmailAddress(email)) return userFailure(write, "invalid", "email", email)
  }
  for (const userId of newUserId === null ? [write.userId] : [write.userId, newUserId]) {
    if (userId !== null && !isUserId(userId, maxUserIdChars))
      return userFailure(write, "invalid", "userId", userId)
  }
  return null
}

/** The id that the data fields of a record give its user, or `null`. */
export function idIn(fields: DataFields, name: "email" | "userId"): string | null {
  const value = fields[name]
  return typeof value === "string" ? value : null
}
