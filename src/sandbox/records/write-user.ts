import type { DataFields } from "../project/data-fields.ts"
import { mergeFields, withoutNulls } from "../project/merge-fields.ts"
import type { Project } from "../project/project.ts"
import { type UserFailure, ownFailure, userFailure } from "../checks/user-failure.ts"
import type { StoredUser } from "../project/stored-user.ts"
import { keepVersion } from "../project/keep-version.ts"
import { findUser, idIn, refusedIdentity } from "./find-user.ts"
import type { UserWrite } from "./user-record.ts"

/** What became of a write. */
export type WriteResult = { readonly user: StoredUser } | { readonly failure: UserFailure }

/**
 * Creates or updates a user: checks ids, forgotten users and conflicts, then writes. Nothing is changed on a failure.
 *
 * Source: Iterable support, "Identifying Users" (articles 29156459027348, 9216719179796).
 */
export function writeUser(project: Project, write: UserWrite, nowMs: number): WriteResult {
  const { users, options } = project
  const refused = refusedIdentity(project, write)
  if (refused !== null) return { failure: refused }
  const newEmail = idIn(write.dataFields, "email")
  const newUserId = idIn(write.dataFields, "userId")
  const email = write.email?.toLowerCase() ?? null
  const found = findUser(project, email, write.userId)
  const targetUserId = newUserId ?? write.userId ?? found?.userId ?? null
  let targetEmail = newEmail?.toLowerCase() ?? email ?? found?.email ?? null
  if (found === null && project.type === "email" && targetEmail === null) {
    if (!write.preferUserId) return { failure: ownFailure(write, "notFound") }
    targetEmail = `${write.userId ?? ""}+${100_000_000 + users.count}@placeholder.email`
  }
  const conflict = conflictOf(project, write, found, { email, targetEmail, targetUserId })
  if (conflict !== null) return { failure: conflict }

  const fields = newEmail === null && newUserId === null ? write.dataFields : withoutIds(write.dataFields)
  if (found === null) {
    const user = users.create(targetEmail, targetUserId, withoutNulls(fields), nowMs)
    return { user: applied(user, fields, nowMs) }
  }
  if (options.visibilityDelayMs > 0) keepVersion(found, nowMs - options.visibilityDelayMs)
  users.identify(found, targetEmail, targetUserId)
  found.dataFields = mergeFields(found.dataFields, fields, write.isDeepMerge)
  found.updatedAtMs = nowMs
  return { user: applied(found, fields, nowMs) }
}

/** Changes fields of a user that exists. */
export function changeFields(project: Project, user: StoredUser, fields: DataFields, nowMs: number): void {
  if (project.options.visibilityDelayMs > 0) keepVersion(user, nowMs - project.options.visibilityDelayMs)
  user.dataFields = mergeFields(user.dataFields, fields, false) // oxlint-disable-line no-param-reassign -- ours to change
  applied(user, fields, nowMs)
}

function conflictOf(
  project: Project,
  write: UserWrite,
  found: StoredUser | null,
  {
    email,
    targetEmail,
    targetUserId,
  }: Readonly<Record<"email" | "targetEmail" | "targetUserId", string | null>>,
): UserFailure | null {
  const { users, options } = project
  const isRenamed =
    found !== null && found.userId !== null && write.userId !== null && found.userId !== write.userId
  const isRefused = isRenamed && project.type === "hybrid" && options.behavior.secondIdMismatch === "conflict"
  if (isRefused) return conflictWith(project, write, found)
  const isKnownFree = found === null && targetEmail === email
  if (targetEmail !== null && targetEmail !== found?.email && users.byEmail.isUnique && !isKnownFree) {
    const other = users.byEmail.find(targetEmail)
    if (other !== null) return conflictWith(project, write, other)
  }
  if (targetUserId !== null && targetUserId !== found?.userId && users.byUserId.isUnique) {
    const other = users.byUserId.find(targetUserId)
    if (other !== null) return conflictWith(project, write, other)
  }
  return null
}

function conflictWith(project: Project, write: UserWrite, other: StoredUser): UserFailure {
  if (project.options.behavior.conflictEcho === "request") return ownFailure(write, "conflict")
  return other.email === null
    ? userFailure(write, "conflict", "userId", other.userId ?? "")
    : userFailure(write, "conflict", "email", other.email)
}

function applied(user: StoredUser, fields: DataFields, nowMs: number): StoredUser {
  user.timesApplied++
  if (Object.hasOwn(fields, "signupDate")) user.isSignupDateDeleted = fields["signupDate"] === null
  user.updatedAtMs = nowMs
  return user
}

function withoutIds(fields: DataFields): DataFields {
  const { email: _email, userId: _userId, ...others } = fields
  return others
}
