import type { Outcome, Rejection } from "../actions/outcome.ts"
import { sentIdentity } from "../answers/answer.ts"
import { isMalformedAddress } from "../answers/is-malformed-address.ts"
import { sentOf } from "../batches/batch.ts"
import type { Batch, BatchEntry } from "../batches/batch.ts"
import type { EncodedAction } from "../batches/encoded-action.ts"

/**
 * The updates that a refused one was merged from, if they are to be sent as they are, in this order; undefined if they
 * share its fate.
 */
export function partsToSendAgain(
  batch: Batch,
  entry: BatchEntry,
  outcome: Outcome,
): readonly EncodedAction[] | undefined {
  const { mergedFrom } = entry
  if (mergedFrom === undefined || outcome.kind !== "rejected") return undefined
  return isForItsUser(outcome.rejection, batch, entry) ? undefined : inHalves(mergedFrom)
}

/** Why a user is refused whatever is to change in it. */
const CODES_OF_THE_USER = new Set(["not-found", "forgotten", "InvalidUserIdError", "ForgottenUserError"])
const CODES_OF_AN_ADDRESS = new Set(["invalid-identifier", "InvalidEmailAddressError"])

/** Whether an update is surely refused for its user, so that the updates that it is merged from share its fate. */
function isForItsUser({ code }: Rejection, batch: Batch, entry: BatchEntry): boolean {
  if (!CODES_OF_AN_ADDRESS.has(code)) return CODES_OF_THE_USER.has(code)
  const { email } = sentIdentity(sentOf(batch, [entry]), 0)
  return email !== undefined && isMalformedAddress(email)
}

/** The parts of a merged update that was refused, to be merged again by halves until the one to blame stands alone. */
function inHalves(parts: readonly EncodedAction[]): EncodedAction[] {
  const middle = Math.ceil(parts.length / 2)
  const groups = [Symbol("first half"), Symbol("second half")]
  return parts.map((part, index) => ({ ...part, mergeGroup: groups[index < middle ? 0 : 1] }))
}
