import type { ErrorBody } from "../answers/error-body.ts"

/**
 * Whether a refusal says that there is no list of the request's id. A list that was just made may be unknown for up to two minutes.
 *
 * Source: tests of Iterable's own clients: 400, code `Success`, `error.lists.invalidListId(999999999)`.
 */
export function isUnknownList({ message }: ErrorBody): boolean {
  return /\berror\.lists\.invalidListId\(\d+\)/.test(message)
}
