import type { Behavior } from "./behavior.ts"

/**
 * Every setting of every switch, the default first: for tests that must hold whatever the real service does.
 */
export const BEHAVIOR_VALUES: { readonly [Name in keyof Behavior]: readonly Behavior[Name][] } = {
  responseShape: ["full-2026", "sparse-2022", "sparse-2017"],
  bulkTypeMismatch: ["reject-request", "per-record"],
  typeMismatchListing: ["all-fields", "first-field"],
  typeMismatchStatus: [400, 500, 200, 401, 403, 408],
  allInvalidBulkUpdate: ["counts", "refuse"],
  missingIdInBulk: ["refuse", "count"],
  duplicateUserInBatch: ["count-records", "count-users"],
  failedIdEcho: ["lower-case-email", "lower-case-all", "verbatim"],
  duplicateFailureListing: ["per-record", "per-id"],
  disallowedInFailCount: [true, false],
  conflictEcho: ["existing", "request", "existing-only"],
  forgottenAsInvalid: [false, true],
  updateForgottenStatus: [409, 400],
  trackUnknownUser: ["reject", "drop", "create"],
  badEventId: ["refuse", "accept"],
  secondIdMismatch: ["overwrite", "conflict"],
  unknownExistingOnly: ["not-found", "uncounted"],
  channelUnsubscribeDefault: [false, true],
  badJsonBodyGeneration: [3, 2, 1],
  oversizeReply: ["413-html", "413-text", "400-batch-too-large", "reset"],
  rateLimitParams: ["documented", "all", "none"],
  retryAfterHeader: ["off", "seconds", "date"],
  numericCoercion: ["long-to-double", "relaxed"],
  looseText: ["refuse", "accept"],
  dateNoMillis: ["accept", "reject"],
  createdAtUnit: ["auto", "seconds", "milliseconds"],
  errorCodeSuccessOn401: [false, true],
  jwtFailureStatus: [401, 400],
  unknownUserIdReply: ["text-400", "error-404", "error-500"],
  gzipRequests: ["refuse", "accept"],
  gzipReplies: [false, true],
}

/** The switches as they stand by default: what recordings and production clients make most likely. */
export const DEFAULT_BEHAVIOR: Behavior = Object.fromEntries(
  Object.entries(BEHAVIOR_VALUES).map(([name, [value]]) => [name, value]),
) as unknown as Behavior
