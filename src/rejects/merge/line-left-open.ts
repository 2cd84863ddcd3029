import { exactJson, parseExactJson } from "../../json/exact-json.ts"
import { acceptedActionsIn, acceptedAsIn, sentAsIn } from "../reading/accepted-actions-in.ts"
import type { FoundRejectLine } from "../reading/reject-lines.ts"
import type { JsonObject } from "../../json/json-object.ts"
import { acceptedIn } from "../reject-line.ts"
import { withSent } from "../../accounting/ledger/sent-as-after.ts"
import { RUN_AGAIN, SettledActions } from "../../accounting/ledger/settled-actions.ts"
import { lineBytes } from "../lists/line-bytes.ts"
import type { AcceptedByRetry } from "./retried-origins.ts"
import type { SentNote } from "./sent-note.ts"

/** What is known of a record that a retry has begun, and not settled. */
export interface LeftOpen {
  /** What was accepted of it all the same; undefined: nothing. */
  readonly accepted: AcceptedByRetry | undefined
  /** What was noted before it was sent: of each line of this number, where a list had several. */
  readonly notes: readonly SentNote[]
  /** Whether anything may have been applied that is not counted, under ids that are derived. */
  readonly mayHaveApplied: boolean
}

/** A line of `rejects.ndjson` whose record a retry has not settled: it says what was accepted of it, and what may have been sent. */
export function lineLeftOpen(line: FoundRejectLine, left: LeftOpen): FoundRejectLine {
  const { accepted, notes } = left
  if (line.reject === undefined || (accepted === undefined && notes.length === 0)) return line
  const before = parseExactJson(line.bytes.toString("utf8")) as JsonObject
  const json = withIds(withUpdates(withAccepted(before, accepted), notes), left)
  return { ...line, bytes: lineBytes(json) }
}

function withAccepted(json: JsonObject, retried: AcceptedByRetry | undefined): JsonObject {
  if (retried === undefined) return json
  // What was accepted before the retry, it has taken over.
  if (retried.acceptedAs !== undefined) return { ...json, ...retried }
  const { acceptedAs: _acceptedAs, ...head } = json
  const accepted = new SettledActions(acceptedActionsIn(json["accepted"]))
  accepted.addAll(retried.accepted)
  return { ...head, accepted: accepted.snapshot() }
}

function withUpdates(json: JsonObject, notes: readonly SentNote[]): JsonObject {
  const sent = notes.flatMap(({ updates }) => updates)
  if (sent.length === 0) return json
  const before: readonly unknown[] = Array.isArray(json["sent"]) ? json["sent"] : []
  const texts = new Set([...before, ...sent].map((action) => exactJson(action)))
  return { ...json, sent: Array.from(texts, (text): unknown => parseExactJson(text)) }
}

/** Of what may have been applied, the ids are kept under which it was sent. */
function withIds(json: JsonObject, { accepted, mayHaveApplied, notes }: LeftOpen): JsonObject {
  const [note] = notes
  if (note === undefined || notes.length > 1) return json
  const { idKey, sent } = note
  const isSent = mayHaveApplied && Object.keys(sent.actions).length > 0
  if (accepted === undefined && !isSent) return json
  return {
    ...json,
    ...(idKey === undefined ? {} : { idKey }),
    ...(isSent ? { ...runAgain(json, sent), sentAs: withSent(sentAsIn(json["sentAs"]), sent) } : {}),
  }
}

/** What was accepted may since have been replaced by what has its id, or its user, now: then it no longer counts as accepted until it is run again. */
function runAgain(json: JsonObject, sent: SentNote["sent"]): JsonObject {
  const before = acceptedActionsIn(json["accepted"])
  if (before === undefined) return {}
  const { digests, madeFrom, places } = acceptedAsIn(json["acceptedAs"]) ?? {}
  const accepted = new SettledActions(before, digests, places)
  const since = new Map(
    Array.from(SettledActions.of(sent).all(), ([group, ordinal, digest]) => [`${ordinal} ${group}`, digest]),
  )
  for (const [group, ordinal, digest] of accepted.all()) {
    const now = since.get(`${ordinal} ${group}`)
    if (now !== undefined && now !== digest) accepted.add(group, ordinal, digest, RUN_AGAIN)
  }
  return { ...acceptedIn(accepted, madeFrom) }
}
