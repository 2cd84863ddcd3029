import type { ImportAction } from "./import-action.ts"

/** The user that an action is about: by email, by userId, or by both. */
export interface Identity {
  /** As given; compare it in lower case. */
  readonly email: string | undefined
  /** As given; compare it exactly. */
  readonly userId: string | undefined
}

/** The user that `action` is about. */
export function identityOf(action: ImportAction): Identity {
  switch (action.kind) {
    case "update-user-profile":
      return action.user
    case "track-custom-event":
      return action.event
    case "track-purchase":
      return action.purchase.user
  }
}

/** An email as a key: two addresses that differ in case only are one user. Source: Iterable stores addresses in lower case. */
export const emailKey = (email: string): string => `email:${email.toLowerCase()}`

/** A userId as a key. */
export const userIdKey = (userId: string): string => `userId:${userId}`

/**
 * Under which keys an identity is known: two actions concern one user if they share a key. `dataFields.email` and
 * `dataFields.userId` count too, since Iterable takes them as a change of identity.
 */
export function identityKeys(action: ImportAction): string[] {
  const { email, userId } = identityOf(action)
  const keys: string[] = []
  if (email !== undefined) keys.push(emailKey(email))
  if (userId !== undefined) keys.push(userIdKey(userId))
  const user = action.kind === "update-user-profile" ? action.user : undefined
  const profile = action.kind === "track-purchase" ? action.purchase.user : user
  const { email: newEmail, userId: newUserId } = profile?.dataFields ?? {}
  if (typeof newEmail === "string" && newEmail !== email) keys.push(emailKey(newEmail))
  if (typeof newUserId === "string" && newUserId !== userId) keys.push(userIdKey(newUserId))
  return keys
}
