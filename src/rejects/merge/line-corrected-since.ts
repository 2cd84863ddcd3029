import type { JsonObject } from "../../json/json-object.ts"
import { adviceFor } from "../../accounting/advice.ts"
import { acceptedIn } from "../reject-line.ts"
import { SettledActions } from "../../accounting/ledger/settled-actions.ts"
import { lineBytes } from "../lists/line-bytes.ts"
import type { SentNote } from "./sent-note.ts"
import { say } from "../../messages/say.ts"

const IMPORTED = say`a retry imported the record as it was before you corrected it: your correction is not imported yet`
const SKIPPED = say`the map function returned nothing for the record as it was before you corrected it: your correction is not imported yet`

/**
 * A line of `rejects.ndjson` whose record a person has corrected since a retry began that has imported it as it was, or skipped it: it stays a reject, so
 * that the next retry runs what is different.
 *
 * @param note what the retry noted of the record before it imported it; undefined: it has skipped it
 */
export function lineCorrectedSince(line: Buffer, note: SentNote | undefined): Buffer {
  const {
    action: _action,
    leftOut: _leftOut,
    more: _more,
    sent: _sent,
    state: _state,
    ...json
  } = JSON.parse(line.toString("utf8")) as JsonObject
  const why = {
    stage: "validate",
    code: "corrected-since",
    ...(note === undefined ? SKIPPED : IMPORTED),
  } as const
  const head = { state: "rejected", ...json, ...why, advice: adviceFor(why) }
  if (note === undefined) return lineBytes(head)
  const { before, idKey, sent } = note
  const accepted = before === undefined ? new SettledActions() : SettledActions.of(before)
  for (const [group, ordinal, digest, standing] of SettledActions.of(sent).all())
    accepted.add(group, ordinal, digest, standing)
  return lineBytes({
    ...head,
    ...(idKey === undefined ? {} : { idKey }),
    ...acceptedIn(accepted, sent.madeFrom),
  })
}
