import { isJsonObject, parseJson } from "./json-value.ts"
import type { JsonObject } from "./json-value.ts"

/** What can be learned from the body of a refusal, whatever its shape. */
export interface ErrorBody {
  /** Iterable's code, for example `BadJsonBody`; undefined where the body names none (plain text, a gateway's HTML). */
  readonly code: string | undefined
  /** What it says, in one line, shortened. */
  readonly message: string
  readonly params: JsonObject
}

const MAX_MESSAGE_LENGTH = 500

/**
 * Reads an error body. Never fails: `{msg, code, params}`, `{error, message, code}`, plain text and HTML have all been seen.
 *
 * Source: recorded answers; Iterable's support article "API Response Codes" lists the codes, not all that occur.
 */
export function readErrorBody(body: string): ErrorBody {
  const json = parseJson(body)
  if (!isJsonObject(json)) return { code: undefined, message: oneLine(textOf(body)), params: {} }
  const text = [json["msg"], json["message"], json["error"]].find((part) => typeof part === "string")
  return {
    code: typeof json["code"] === "string" ? json["code"] : undefined,
    message: oneLine(typeof text === "string" ? text : body),
    params: isJsonObject(json["params"]) ? json["params"] : {},
  }
}

function textOf(body: string): string {
  const title = /<title>([^<]*)<\/title>/i.exec(body)?.[1]
  return title ?? body
}

function oneLine(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").trim()
  return line.length > MAX_MESSAGE_LENGTH ? `${line.slice(0, MAX_MESSAGE_LENGTH)}…` : line
}
