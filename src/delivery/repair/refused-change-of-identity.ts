import { changesIdentity } from "../../actions/identity.ts"
import type { Outcome, Rejection } from "../../actions/outcome.ts"
import { sentIdentity } from "../../answers/answer.ts"
import { sentOf } from "../../batches/batch.ts"
import type { Batch, BatchEntry } from "../../batches/batch.ts"
import { say } from "../../messages/say.ts"

/** How a conflict is called; answers of the older kinds do not say why somebody was refused. */
const PERHAPS_CONFLICTS: ReadonlySet<string> = new Set([
  "identity-conflict",
  "ExternalKeyConflict",
  "user-refused",
  "failed-without-reason",
])

/**
 * What to say of an action that may have been applied before, and is now refused; undefined: that it is rejected.
 *
 * A change of email or userId that was applied meets, when it is sent again, the user that it made itself: the conflict tells neither that
 * it failed nor that it was done.
 */
export function refusedChangeOfIdentity(
  batch: Batch,
  entry: BatchEntry,
  reason: Rejection,
): Outcome | undefined {
  if (!PERHAPS_CONFLICTS.has(reason.code) || !changesIdentity(sentIdentity(sentOf(batch, [entry]), 0)))
    return undefined
  const message = say`${reason}; an earlier request, of which Iterable did not tell, may have changed the identifier already, and then the user is in its own way`
  return { kind: "unknown", code: "may-be-changed-already", ...message }
}
