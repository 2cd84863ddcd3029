import { scrubHeaders } from "../delivery/attempt/scrub-secrets.ts"
import { visibleJson } from "../platform/visible-json.ts"
import type { LogLevel } from "./log-level.ts"
import { maskEmails } from "../accounting/mask-value.ts"

/** What a log line is made of. */
export interface LogLineParts {
  /** ISO 8601. */
  readonly time: string
  readonly level: LogLevel
  readonly message: string
  readonly fields: Readonly<Record<string, unknown>> | undefined
}

const MAX_TEXT_CHARACTERS = 2_000
const MAX_LINE_CHARACTERS = 20_000
/** An at sign in a URL, and in JSON within a text. */
const ESCAPED_AT = /%40|\\+u0040/gi

/**
 * A line of JSON, with its line end: `time`, `level`, `message`, then the fields.
 *
 * Email addresses are masked in all texts, whatever stands where a key would is taken out, what is long is cut. It is told nothing of
 * the API key itself, as no logger is.
 */
export function logLine({ time, level, message, fields }: LogLineParts): string {
  const clean = (text: string): string =>
    maskEmails(shortened(scrubHeaders(text)).replaceAll(ESCAPED_AT, "@"))
  const head = { time, level, message: clean(message) }
  try {
    const line = visibleJson(
      JSON.stringify({ ...head, ...fields, ...head }, (_name, value: unknown) => sayable(value, clean)),
    )
    if (line.length <= MAX_LINE_CHARACTERS) return `${line}\n`
  } catch {
    // Fields that refer to themselves, or throw when they are looked at.
  }
  return `${visibleJson(JSON.stringify({ ...head, fields: "(cannot be said here)" }))}\n`
}

function sayable(value: unknown, clean: (text: string) => string): unknown {
  if (typeof value === "string") return clean(value)
  if (typeof value === "bigint") return String(value)
  if (value instanceof Error) return { name: value.name, message: value.message }
  return value
}

/** Cut between words: half an address would not be known for one. */
function shortened(text: string): string {
  if (text.length <= MAX_TEXT_CHARACTERS) return text
  return `${text.slice(0, MAX_TEXT_CHARACTERS).replace(/\S+$/, "")}…`
}
