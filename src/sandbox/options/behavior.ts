import type { DateNoMillis } from "../checks/parse-iterable-date.ts"

/**
 * How the sandbox answers where nobody outside Iterable knows what the real service does, or where its answers differ
 * between years: one switch an unknown. Importers should come to the same result under every setting.
 */
export interface Behavior {
  /** Which fields the answers have: those of 2026 with all arrays, or the few of 2022 or 2017. */
  readonly responseShape: "full-2026" | "sparse-2022" | "sparse-2017"
  /** Whether one value of the wrong type refuses the request, or fails its record (`failedUpdates.invalidData*`). */
  readonly bulkTypeMismatch: "reject-request" | "per-record"
  /** Whether the type errors of an answer name all fields in conflict or only the first found. */
  readonly typeMismatchListing: "all-fields" | "first-field"
  /**
   * The status of a request that is refused for values of the wrong type: documented as 400; a client's tests have it with 500. The
   * others are there to be sure.
   */
  readonly typeMismatchStatus: 400 | 500 | 200 | 401 | 403 | 408
  /** What `users/bulkUpdate` answers where no user is valid: counts, or 400 `Emails invalid: a, b`. */
  readonly allInvalidBulkUpdate: "counts" | "refuse"
  /** What a bulk request gets for a record without email and userId: 400, or a failure that is counted, not listed. */
  readonly missingIdInBulk: "refuse" | "count"
  /** Whether two records of one user in a request count twice or once. They are applied in turn either way. */
  readonly duplicateUserInBatch: "count-records" | "count-users"
  /** How failed ids are written. */
  readonly failedIdEcho: "lower-case-email" | "lower-case-all" | "verbatim"
  /** Whether an id that failed twice is listed twice. */
  readonly duplicateFailureListing: "per-record" | "per-id"
  /** Whether events of a disallowed name count as failed; else they are in no count. */
  readonly disallowedInFailCount: boolean
  /**
   * Whether `conflict*` lists the id of the profile that is in the way, or the one in the request. The deprecated lists have
   * the one in the request; with `existing-only`, those of today say nothing of conflicts, and old answers list who is in the way.
   */
  readonly conflictEcho: "existing" | "request" | "existing-only"
  /** Whether forgotten users are listed as invalid, as the API did long ago. */
  readonly forgottenAsInvalid: boolean
  /** The status of `ForgottenUserError`: documented as both. */
  readonly updateForgottenStatus: 409 | 400
  /** What an event for an unknown user gets: refused, taken and dropped without a word, or its user is created. */
  readonly trackUnknownUser: "reject" | "drop" | "create"
  /** What becomes of a request with an event id over 512 bytes or with characters beyond `A-Z a-z 0-9 -`. */
  readonly badEventId: "refuse" | "accept"
  /** In hybrid projects: a record whose email finds a profile that has another userId changes it, or conflicts. */
  readonly secondIdMismatch: "overwrite" | "conflict"
  /** What `updateExistingUsersOnly` makes of unknown subscribers: failures that are not found, or nothing in any count. */
  readonly unknownExistingOnly: "not-found" | "uncounted"
  /** Whether `lists/unsubscribe` closes the list's channel where it does not say: documented as not, reported otherwise. */
  readonly channelUnsubscribeDefault: boolean
  /** How `BadJsonBody` is written: 3 is today's; 1 (2017) and 2 (2022) echo the request and all its headers. */
  readonly badJsonBodyGeneration: 1 | 2 | 3
  /** What a body over the limit gets. */
  readonly oversizeReply: "413-html" | "413-text" | "400-batch-too-large" | "reset"
  /** Which endpoints tell `rateLimitReset` and its kin in a 429: the two that are documented to, all, or none. */
  readonly rateLimitParams: "documented" | "all" | "none"
  /** Whether a 429 has a `Retry-After` header, and how it is written. */
  readonly retryAfterHeader: "off" | "seconds" | "date"
  /** `long-to-double` also takes whole numbers for double fields; `relaxed` takes any scalar for number and string. */
  readonly numericCoercion: "long-to-double" | "relaxed"
  /** Whether blank texts go through in any field, and in their fields dates in other forms (`01/02/2020`), numbers as text, and words like `yes`. */
  readonly looseText: "refuse" | "accept"
  readonly dateNoMillis: DateNoMillis
  /** How `createdAt` is read; `auto` takes 100,000,000,000 and more for milliseconds. */
  readonly createdAtUnit: "auto" | "seconds" | "milliseconds"
  /** Whether a 401 has the code `Success`. */
  readonly errorCodeSuccessOn401: boolean
  /** The status of `InvalidJwtPayload`: documented as both. */
  readonly jwtFailureStatus: 401 | 400
  /** What a read of an unknown userId gets. */
  readonly unknownUserIdReply: "text-400" | "error-404" | "error-500"
  /** Whether request bodies may be gzip. */
  readonly gzipRequests: "refuse" | "accept"
  /** Whether answers are gzip for clients that accept it. */
  readonly gzipReplies: boolean
}
