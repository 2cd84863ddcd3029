import { encodeAction } from "../kinds/encode-action.ts"
import { NO_DIGEST } from "../batches/action-digest.ts"
import type { LeftOut } from "./reductions.ts"
import type { ActionReference, MappedAction } from "../mapping/mapped-records.ts"
import { digestOf, originOf } from "../sources/data-source.ts"
import type { AcceptedAs, BadItem, SourceItem, GoodItem, SentAs } from "../sources/data-source.ts"
import { adviceFor } from "../accounting/advice.ts"
import type { FailedRecord } from "../accounting/ledger/failed-record.ts"
import type { Failure } from "../accounting/ledger/open-record.ts"
import type { SettledActions, SettledActionsSnapshot } from "../accounting/ledger/settled-actions.ts"
import { unsayable } from "../sources/unsayable.ts"
import { sentAsAfter } from "../accounting/ledger/sent-as-after.ts"
import type { Message, MessagePart } from "../messages/message.ts"
import { say } from "../messages/say.ts"

/** How each line of `rejects.ndjson` starts; no other file does. */
export const REJECT_LINE_START = '{"state":"'

/** One line of `rejects.ndjson`. */
export interface RejectLine {
  readonly state: "rejected" | "unknown"
  readonly source: string
  /** Where the record was first read from; `recordNumber` is 0 where a list of rejects did not say. */
  readonly position: {
    readonly recordNumber: number
    readonly lineNumber?: number
    readonly byteOffset?: number
  }
  readonly stage: string
  readonly code: string
  readonly message: string
  /** What in the message are values of the record, so that the report can mask them; missing: not known. */
  readonly messageParts?: readonly MessagePart[] | undefined
  readonly advice: string
  /** The record as the map function saw it, or, where there was none, the text as found. */
  readonly record?: unknown
  readonly raw?: string
  /** Why JSON cannot say the record exactly: `raw` says what can be said of it, and a retry leaves it out until a `record` is put in. */
  readonly unsayable?: string
  /** For CSV: the fields of a row that had too few or too many. */
  readonly fields?: readonly string[]
  /** A digest of the record as it was first read: corrected, it keeps the ids that are derived from it. */
  readonly digest?: string
  /** Where ids are made of columns (`idsFrom`), their values, of which those were made that may have been sent. */
  readonly idKey?: string
  /** The action that failed, with its endpoint's names. */
  readonly action?: unknown
  /** The actions of the record that Iterable took all the same: retried, they are left out. */
  readonly accepted?: SettledActionsSnapshot
  /** What these said: of a corrected record, what says something else in their place is run. */
  readonly acceptedAs?: AcceptedAs
  /** Those of which that is not known: run again, they keep the ids under which they were sent, also where the record is corrected. */
  readonly sentAs?: SentAs
  /** Further actions of the record that failed. */
  readonly more?: readonly FurtherFailure[]
  /** What the line leaves out, as it would be too long to be read again. */
  readonly leftOut?: LeftOut
}

/** A further action that failed; where its record is rejected, and it may have been applied, it says `unknown`. */
export interface FurtherFailure {
  readonly code: string
  readonly message: string
  readonly state?: "unknown"
  readonly action?: unknown
}

/** What a person or a program needs to know of a record that failed, to correct it. */
export function rejectLine(source: string, failed: FailedRecord): RejectLine {
  const { accepted, failures, item, state } = failed
  const [first, ...others] = failures
  const failure: Failure = first ?? { stage: "api", code: "no-reason", ...say`no reason is known` }
  return {
    state,
    source,
    position: originOf(item),
    stage: failure.stage,
    code: failure.code,
    ...shortly(failure),
    advice: adviceFor(failure),
    ...("problem" in item ? textOf(item) : recordIn(item)),
    ...digestIn(item),
    ...keyIn(failed),
    ...actionOf(failure),
    ...(accepted === undefined ? {} : acceptedIn(accepted, failed.madeFrom)),
    ...sentIn(failed),
    ...(others.length === 0 ? {} : { more: others.map(furtherFailure) }),
  }
}

/** What a line of `rejects.ndjson` was made of, as far as a `rejects.csv` needs it. */
export function rejectItem({
  code,
  fields,
  message,
  messageParts,
  position,
  raw,
  record,
}: RejectLine): SourceItem<unknown> {
  return raw === undefined || isObject(record)
    ? { position, record }
    : { position, problem: { code, message, messageParts }, raw, fields }
}

/** How a line says which actions were accepted. */
export function acceptedIn(
  accepted: SettledActions,
  madeFrom: string | undefined,
): Pick<RejectLine, "accepted" | "acceptedAs"> {
  const digests = accepted.digests()
  const isKnown = Object.values(digests).some((ofGroup) => ofGroup.some((digest) => digest !== NO_DIGEST))
  const places = accepted.places()
  const acceptedAs = {
    digests,
    ...(madeFrom === undefined ? {} : { madeFrom }),
    ...(places === undefined ? {} : { places }),
  }
  return { accepted: accepted.snapshot(), ...(isKnown ? { acceptedAs } : {}) }
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null
}

function textOf({ raw, fields }: BadItem): Pick<RejectLine, "raw" | "fields"> {
  return fields === undefined ? { raw } : { raw, fields }
}

/** A record that would come back changed, such as one with NaN, which becomes null in JSON, is not given as `record`: retries must not run it. */
function recordIn(item: GoodItem<unknown>): Pick<RejectLine, "record" | "raw" | "unsayable"> {
  const found = item.unsayable ?? unsayable(item.record)
  return found === undefined ? { record: item.record } : { unsayable: found.reason, raw: found.text }
}

function digestIn(item: SourceItem<unknown>): Pick<RejectLine, "digest"> {
  const digest = digestOf(item)
  return digest === undefined ? {} : { digest }
}

/** Once anything may be applied under ids that were made of the key, a correction of the key must not make others. */
function keyIn({ accepted, failures, item, state }: FailedRecord): Pick<RejectLine, "idKey"> {
  const { idKey } = item
  if (typeof idKey !== "string") return {}
  const mayBeApplied =
    accepted !== undefined || state === "unknown" || failures.some((failure) => failure.state === "unknown")
  // What a list says of a key, it goes on saying, whatever became of the record since.
  return mayBeApplied || "problem" in item || item.isIdKeyKept === true ? { idKey } : {}
}

function sentIn({ failures, item }: FailedRecord): Pick<RejectLine, "sentAs"> {
  const sentAs = sentAsAfter(item.sentAs, failures)
  return sentAs === undefined ? {} : { sentAs }
}

function furtherFailure(failure: Failure): FurtherFailure {
  const { code, message, state } = failure
  return {
    code,
    message: shortly({ message }).message,
    ...(state === undefined ? {} : { state }),
    ...actionOf(failure),
  }
}

const MAX_MESSAGE_CHARACTERS = 10_000

/** Anything may be thrown, and what a server says may be long. */
function shortly({ message, messageParts }: Message): Message {
  if (message.length <= MAX_MESSAGE_CHARACTERS) return { message, messageParts }
  // What is cut no longer fits its parts: all of it counts as a value.
  return { message: `${message.slice(0, MAX_MESSAGE_CHARACTERS)}…` }
}

function actionOf({ action, wire }: Failure): { action?: unknown } {
  if (action === undefined) return {}
  return { action: { kind: action.kind.name, ...shared(action), ...(wire ?? encoded(action)) } }
}

/** What it has in common with the actions that travel with it, a list for instance, where that is written as members of JSON. */
function shared({ group, kind }: ActionReference): object {
  if (kind.groupOf === undefined) return {}
  try {
    return JSON.parse(`{${group.slice(kind.name.length)}}`) as object
  } catch {
    return {}
  }
}

/** An action that cannot be encoded was rejected for that; its message says which field. */
function encoded(action: ActionReference | MappedAction): object {
  try {
    return "action" in action ? (JSON.parse(encodeAction(action)) as object) : {}
  } catch {
    return {}
  }
}
