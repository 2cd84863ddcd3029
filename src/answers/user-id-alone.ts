import type { Rejection } from "../actions/outcome.ts"
import { say } from "../messages/say.ts"
import type { Sent } from "./answer.ts"

/** What is said of users whom a project does not know; of `invalid-identifier` and older answers that is one reading of several. */
const MAY_BE_UNKNOWN: ReadonlySet<string> = new Set([
  "not-found",
  "invalid-identifier",
  "user-refused",
  "failed-without-reason",
  "BadParams",
  "InvalidUserIdError",
  "UnknownUserIdError",
  "error.users.noUserWithIdExists",
])
/** Source: Iterable's Swagger file, FailedUserUpdates: printable ASCII, no blank at its end; support article 9216719179796: at most 52. */
const WELL_FORMED = /^[ -~]{0,51}[!-~]$/

/**
 * The reason why the action at `index` was refused, with what may be behind it where its user has a userId alone: projects that identify users
 * by email create none by userId, unless they are told to.
 *
 * Source: Iterable support, article 29156459027348.
 */
export function withUserIdAlone(rejection: Rejection, sent: Sent, index: number): Rejection {
  if (!sent.form.givesIdentifiers || !MAY_BE_UNKNOWN.has(rejection.code)) return rejection
  const user = sent.form.userIn(sent.wireAt(index)) as Readonly<Record<string, unknown>>
  const isAlone = user["email"] === undefined && typeof user["userId"] === "string"
  if (!isAlone || user["preferUserId"] === true || !WELL_FORMED.test(String(user["userId"]))) return rejection
  return {
    ...rejection,
    ...say`${rejection}; a project that identifies users by email creates none by userId alone, unless preferUserId is true`,
  }
}
