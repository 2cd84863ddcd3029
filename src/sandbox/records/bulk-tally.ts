import type { Behavior } from "../options/behavior.ts"
import type { SchemaEffect } from "../checks/schema-effect.ts"
import type { FailureReason, UserFailure } from "../checks/user-failure.ts"
import type { StoredUser } from "../project/stored-user.ts"

const USER_REASONS: readonly FailureReason[] = ["invalid", "notFound", "invalidData", "conflict", "forgotten"]
const EVENT_REASONS: readonly FailureReason[] = ["invalid", "notFound", "forgotten"]

/** Counts what became of the records of a bulk request, and writes the answer in the shape that is set. */
export class BulkTally {
  readonly #behavior: Behavior
  readonly #failures: UserFailure[] = []
  readonly #disallowed = new Set<string>()
  /** The users that have succeeded, where one counts once. */
  readonly #succeeded: Set<number> | null
  /** The ids that have failed, where one counts once. */
  readonly #failedIds: Set<string> | null
  #successes = 0
  #fails = 0

  constructor(behavior: Behavior, counted: "users" | "events") {
    this.#behavior = behavior
    const isCountedOnce = behavior.duplicateUserInBatch === "count-users"
    this.#succeeded = isCountedOnce && counted === "users" ? new Set() : null
    this.#failedIds = isCountedOnce ? new Set() : null
  }

  succeed(user: StoredUser): void {
    if (this.#succeeded !== null) {
      if (this.#succeeded.has(user.number)) return
      this.#succeeded.add(user.number)
    }
    this.#successes++
  }

  fail(failure: UserFailure): void {
    this.#failures.push(failure)
    if (this.#failedIds?.has(failure.requestId) === true) return
    this.#failedIds?.add(failure.requestId)
    this.#fails++
  }

  /** Counts a record that was taken, and left no trace. */
  drop(): void {
    this.#successes++
  }

  /** Counts a failure that no list tells of. */
  failUnlisted(): void {
    this.#fails++
  }

  disallow(eventName: string): void {
    this.#disallowed.add(eventName)
    if (this.#behavior.disallowedInFailCount) this.#fails++
  }

  /** The emails of a request in which every record failed for a malformed email, else `null`. */
  get onlyInvalidEmails(): readonly string[] | null {
    if (this.#successes > 0 || this.#failures.length < this.#fails) return null
    const emails = this.#failures.filter(({ reason, kind }) => reason === "invalid" && kind === "email")
    return emails.length === this.#failures.length ? emails.map(({ id }) => id) : null
  }

  /** Writes the answer of `users/bulkUpdate`. */
  userBody(schema: SchemaEffect): object {
    const sparse = this.#sparseUserBody()
    if (sparse !== null) return sparse
    const failedUpdates = this.#lists(USER_REASONS, (reason) => (reason === "notFound" ? "invalid" : reason))
    const top = this.#top(() => true)
    return { ...this.#counts(), ...top, ...schema, noOpEmails: [], noOpUserIds: [], failedUpdates }
  }

  /** Writes the answer of `lists/subscribe` and `lists/unsubscribe`, the only ones about users with `notFound*` filled. */
  listBody(schema: SchemaEffect): object {
    const sparse = this.#sparseUserBody()
    if (sparse !== null) return sparse
    const failedUpdates = this.#lists(USER_REASONS, (reason) => reason)
    return { ...this.#counts(), ...this.#top(() => true), ...schema, failedUpdates }
  }

  #sparseUserBody(): object | null {
    const { responseShape } = this.#behavior
    if (responseShape === "full-2026") return null
    const top = this.#top(() => true)
    if (responseShape === "sparse-2022") return { ...this.#counts(), ...top }
    return { ...this.#counts(), invalidEmails: top.invalidEmails }
  }

  /** Writes the answer of `events/trackBulk`. */
  eventBody(schema: SchemaEffect): object {
    const { responseShape } = this.#behavior
    const isListed = ({ reason, kind }: UserFailure): boolean =>
      responseShape !== "full-2026" || reason === "invalid" || (reason === "notFound" && kind === "userId")
    const top = this.#top(isListed)
    if (responseShape === "sparse-2017") return { ...this.#counts(), invalidEmails: top.invalidEmails }
    const disallowedEventNames = [...this.#disallowed]
    if (responseShape === "sparse-2022") return { ...this.#counts(), ...top, disallowedEventNames }
    const failedUpdates = this.#lists(EVENT_REASONS, (reason) => reason)
    return { ...this.#counts(), ...top, disallowedEventNames, ...schema, failedUpdates }
  }

  #counts(): { successCount: number; failCount: number } {
    return { successCount: this.#successes, failCount: this.#fails }
  }

  #top(isListed: (failure: UserFailure) => boolean): { invalidEmails: string[]; invalidUserIds: string[] } {
    const { conflictEcho, responseShape } = this.#behavior
    const isExistingOnly = conflictEcho === "existing-only"
    const isTold = (failure: UserFailure): boolean =>
      isListed(failure) && !(isExistingOnly && responseShape === "full-2026" && failure.reason === "conflict")
    const listed = this.#failures.filter(isTold).map((failure) => {
      const isOwn = failure.reason === "conflict" && !isExistingOnly
      return isOwn ? { kind: failure.requestKind, id: failure.requestId } : failure
    })
    return {
      invalidEmails: this.#ids(listed, "email"),
      invalidUserIds: this.#ids(listed, "userId"),
    }
  }

  #lists(reasons: readonly FailureReason[], listOf: (reason: FailureReason) => FailureReason): object {
    const { forgottenAsInvalid } = this.#behavior
    const nameOf = ({ reason }: UserFailure): FailureReason =>
      forgottenAsInvalid && reason === "forgotten" ? "invalid" : listOf(reason)
    return Object.fromEntries(
      reasons.flatMap((reason) => {
        const failures = this.#failures.filter((failure) => nameOf(failure) === reason)
        return [
          [`${reason}Emails`, this.#ids(failures, "email")],
          [`${reason}UserIds`, this.#ids(failures, "userId")],
        ]
      }),
    )
  }

  #ids(
    listed: readonly { readonly kind: string; readonly id: string }[],
    kind: "email" | "userId",
  ): string[] {
    const { failedIdEcho, duplicateFailureListing } = this.#behavior
    const isLowerCase =
      failedIdEcho === "lower-case-all" || (failedIdEcho === "lower-case-email" && kind === "email")
    const ids = listed
      .filter((item) => item.kind === kind)
      .map(({ id }) => (isLowerCase ? id.toLowerCase() : id))
    return duplicateFailureListing === "per-id" ? [...new Set(ids)] : ids
  }
}
