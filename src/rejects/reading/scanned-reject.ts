import { exactJson, hasBigInt } from "../../json/exact-json.ts"
import { LineProblem } from "../../sources/formats/text/line-problem.ts"
import { digestIn } from "../../sources/record-digest.ts"
import { recordInText } from "../../sources/formats/json/record-in-text.ts"
import { unsafeNumber } from "../../sources/formats/json/unsafe-number.ts"
import type { RejectRow } from "../reject-line.ts"
import { rejectOrigin } from "./reject-origin.ts"
import { acceptedActionsIn, acceptedAsIn, sentAsIn } from "./accepted-actions-in.ts"
import type { AcceptedActions, AcceptedAs, Position, SentAs } from "../../sources/data-source.ts"
import { isGroup, isRecord } from "../../sources/source-data-record.ts"
import type { MessagePart } from "../../messages/message.ts"
import { messagePartsIn } from "../../messages/message-parts-in.ts"
import { say } from "../../messages/say.ts"

/** What is known of a reject without looking at its record. */
export interface RejectHead {
  readonly state: string
  readonly stage: string
  readonly code: string
  /** Why the list does not hold the record; undefined where it does, or a person has put one in. */
  readonly unsayable: string | undefined
  /** The codes of what may have been applied all the same. */
  readonly unknownCodes: readonly string[]
}

/** A line of `rejects.ndjson`, as far as it can be read. */
export interface ScannedReject extends RejectHead {
  readonly origin: Position | undefined
  /** The name of the source that the record was first read from. */
  readonly source: string | undefined
  readonly message: string
  readonly messageParts: readonly MessagePart[] | undefined
  /** Undefined where the line has none, or something else than an object. */
  readonly record: unknown
  readonly raw: string | undefined
  readonly fields: readonly string[] | undefined
  /** The rows of a group that held no record. */
  readonly rows: readonly RejectRow[] | undefined
  /** The actions of the record that Iterable took all the same. */
  readonly accepted: AcceptedActions | undefined
  /** What they said. */
  readonly acceptedAs: AcceptedAs | undefined
  /** Those that may have been applied. */
  readonly sentAs: SentAs | undefined
  /** Of what was first read. */
  readonly digest: string | undefined
  /** Of what ids were made under which something may have been sent, where they are made of columns. */
  readonly idKey: string | undefined
}

/** What a line of a list of rejects says, or what is wrong with it; `undefined`: a line that is not UTF-8. */
export function scannedReject(line: string | undefined): ScannedReject | LineProblem {
  // Its action may hold such numbers, too.
  const found = recordInText(line, { bigIntegers: "bigint" })
  if (found instanceof LineProblem) return found
  const number = found["bigIntegers"] === "bigint" ? undefined : unsafeNumber(exactJson(found["record"]))
  // In its own words.
  const problem = number === undefined ? undefined : recordInText(line)
  if (problem instanceof LineProblem) return problem
  const { accepted, acceptedAs, code, digest, fields, idKey, message, messageParts, position } = found
  const { raw, rows, sentAs, source, stage, state, unsayable } = found
  const record = recordOfLine(found)
  return {
    state: textOr(state, "rejected"),
    stage: textOr(stage, "parse"),
    code: textOr(code, "no-record"),
    ...(typeof message === "string"
      ? { message, messageParts: messagePartsIn(messageParts, message) }
      : NO_MESSAGE),
    origin: rejectOrigin(position),
    source: typeof source === "string" ? source : undefined,
    record,
    raw: typeof raw === "string" ? raw : undefined,
    fields: isTexts(fields) ? fields : undefined,
    rows: isGroup(rows) ? rows.map(rowIn) : undefined,
    accepted: acceptedActionsIn(accepted),
    acceptedAs: acceptedAsIn(acceptedAs),
    sentAs: sentAsIn(sentAs),
    digest: digestIn(digest),
    idKey: typeof idKey === "string" ? idKey : undefined,
    unsayable: typeof unsayable === "string" && !isRecord(record) && !isGroup(record) ? unsayable : undefined,
    unknownCodes: unknownCodesIn(found),
  }
}

/** The record of a line that was read with BigInts, with these where the line says that they are some, and numbers where it does not. */
export function recordOfLine({ bigIntegers, record }: Readonly<Record<string, unknown>>): unknown {
  return bigIntegers === "bigint" || !hasBigInt(record) ? record : (JSON.parse(exactJson(record)) as unknown)
}

const NO_MESSAGE = {
  messageParts: undefined,
  ...say`The line has no record: put in an object with the name record.`,
}

function unknownCodesIn(line: Readonly<Record<string, unknown>>): readonly string[] {
  const others = Array.isArray(line["more"]) ? line["more"].filter((one) => isRecord(one)) : []
  return [line, ...others].flatMap(({ code, state }) => (state === "unknown" ? [textOr(code, "")] : []))
}

function rowIn(row: Readonly<Record<string, unknown>>): RejectRow {
  const { code, fields, message, messageParts, raw, record, unsayable } = row
  return {
    ...(isRecord(record) ? { record } : {}),
    ...(typeof code === "string" ? { code } : {}),
    ...(typeof message === "string" ? { message, messageParts: messagePartsIn(messageParts, message) } : {}),
    ...(typeof raw === "string" ? { raw } : {}),
    ...(isTexts(fields) ? { fields } : {}),
    ...(typeof unsayable === "string" ? { unsayable } : {}),
  }
}

function textOr(value: unknown, fallback: string): string {
  return typeof value === "string" ? value : fallback
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((text) => typeof text === "string")
}
