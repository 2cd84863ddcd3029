import { isJsonObject, parseJson } from "../json/json-object.ts"
import type { JsonObject } from "../json/json-object.ts"

/** What can be learned from the body of a refusal, whatever its shape. */
export interface ErrorBody {
  /** Iterable's code, for example `BadJsonBody`; undefined where the body names none (plain text, a gateway's HTML). */
  readonly code: string | undefined
  /** What it says, in one line, shortened. */
  readonly message: string
  readonly params: JsonObject
}

const MAX_MESSAGE_LENGTH = 500
const MAX_CODE_LENGTH = 100
const NAMES_SHOWN = 5
/** An answer of megabytes is not searched for its first line. */
const MAX_LOOKED_AT = 10_000

/**
 * Reads an error body. Never fails: `{msg, code, params}`, `{error, message, code}`, plain text and HTML have all been seen.
 *
 * Source: recorded answers; Iterable's support article "API Response Codes" lists the codes, not all that occur.
 */
export function readErrorBody(body: string): ErrorBody {
  const json = parseJson(body)
  if (!isJsonObject(json)) return { code: undefined, message: oneLine(textOf(body)), params: {} }
  const text = [json["msg"], json["message"], json["error"]].find(
    (part) => typeof part === "string" && part !== "",
  )
  return {
    code: typeof json["code"] === "string" ? oneLine(json["code"], MAX_CODE_LENGTH) : undefined,
    message: oneLine(typeof text === "string" ? withoutRequest(text) : textOf(body)),
    params: isJsonObject(json["params"]) ? json["params"] : {},
  }
}

/**
 * Messages up to 2022 repeat the whole request, with everybody's records and all headers: `[/api/…] body: {…}, hdrs: List(…)`.
 *
 * Source: recorded answers.
 */
function withoutRequest(message: string): string {
  return /^(\[\/api\/[^\]]*\]) ?body: /.exec(message)?.[1] ?? message
}

function textOf(body: string): string {
  const title = /<title>([^<]*)<\/title>/i.exec(body.slice(0, MAX_LOOKED_AT))?.[1]
  return title ?? body
}

/** Lists in brackets may name thousands of fields, and what counts stands behind them. */
function withShortLists(text: string): string {
  return text.replaceAll(/\[[^[\]]*\]/g, (list) => {
    const names = list.slice(1, -1).split(", ")
    const left = names.length - NAMES_SHOWN
    return left < NAMES_SHOWN ? list : `[${names.slice(0, NAMES_SHOWN).join(", ")} and ${left} more]`
  })
}

function oneLine(text: string, maxLength: number = MAX_MESSAGE_LENGTH): string {
  const line = withShortLists(text).slice(0, MAX_LOOKED_AT).replaceAll(/\s+/g, " ").trim()
  return line.length > maxLength ? `${line.slice(0, maxLength)}…` : line
}
