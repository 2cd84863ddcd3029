/** Why a record was not applied, as the lists of `failedUpdates` tell it. */
export type FailureReason = "invalid" | "notFound" | "invalidData" | "conflict" | "forgotten"

/** A record that was not applied. */
export interface UserFailure {
  readonly reason: FailureReason
  /** The id to list for the reason: the malformed one, the forgotten one, the one that is in the way… */
  readonly kind: "email" | "userId"
  readonly id: string
  /** The id by which the request named the user. */
  readonly requestKind: "email" | "userId"
  readonly requestId: string
}

/** What a record says about whom it is about. */
export interface Identity {
  readonly email: string | null
  readonly userId: string | null
}

/** Makes a failure about one id of a record; the request's own id is the email where there is one. */
export function userFailure(
  identity: Identity,
  reason: FailureReason,
  kind: "email" | "userId",
  id: string,
): UserFailure {
  const [requestKind, requestId] =
    identity.email === null
      ? (["userId", identity.userId ?? ""] as const)
      : (["email", identity.email] as const)
  return { reason, kind, id, requestKind, requestId }
}

/** Makes a failure about the id by which the request names the user. */
export function ownFailure(identity: Identity, reason: FailureReason): UserFailure {
  return identity.email === null
    ? userFailure(identity, reason, "userId", identity.userId ?? "")
    : userFailure(identity, reason, "email", identity.email)
}
