import type { StoredUser, UserVersion } from "./stored-user.ts"

/** Keeps what a user is before it changes, as long as somebody who sees the state of `visibleAtMs` may read it. */
export function keepVersion(user: StoredUser, visibleAtMs: number): void {
  if (user.updatedAtMs <= visibleAtMs && user.versions === null) {
    user.versions = [versionOf(user)]
    return
  }
  const versions = [...(user.versions ?? []), versionOf(user)]
  const firstNeeded = versions.findLastIndex(({ atMs }) => atMs <= visibleAtMs)
  user.versions = versions.slice(Math.max(0, firstNeeded))
}

/** The user as it was at an instant, or `null` if it was not there yet. */
export function versionAt(user: StoredUser, atMs: number): UserVersion | null {
  if (user.updatedAtMs <= atMs) return versionOf(user)
  return user.versions?.findLast((version) => version.atMs <= atMs) ?? null
}

function versionOf(user: StoredUser): UserVersion {
  return { atMs: user.updatedAtMs, email: user.email, userId: user.userId, dataFields: user.dataFields }
}
