import { parseExactJson } from "../../json/exact-json.ts"
import type { Rejection } from "../../actions/outcome.ts"
import { adviceFor } from "../../accounting/advice.ts"
import { jsonLine } from "../json-line.ts"
import { kindOnly } from "../reductions.ts"
import type { FoundRejectLine } from "../reading/reject-lines.ts"

/**
 * A line of `rejects.ndjson` whose record a retry may have applied: it says so now, and is else as it was. Only of its actions it no
 * longer says more than their kinds: the record may have been corrected, so that others were sent.
 */
export function lineInDoubt(
  { bytes, reject, startByte }: FoundRejectLine,
  { code, message, messageParts, stage }: Rejection,
): FoundRejectLine {
  const now = { stage, code, message, messageParts, advice: adviceFor({ stage, code, message }) }
  if (reject === undefined) return { bytes, reject, startByte }
  const {
    more,
    state: _state,
    ...line
  } = parseExactJson(bytes.toString("utf8")) as Readonly<Record<string, unknown>>
  const others = Array.isArray(more)
    ? { more: more.map((one: Failed) => ({ ...one, code, message, ...kindOnly(one) })) }
    : {}
  const text = jsonLine({ state: "unknown", ...line, ...now, ...kindOnly(line), ...others })
  return { startByte, bytes: Buffer.from(text.trimEnd()), reject: { ...reject, ...now, state: "unknown" } }
}

interface Failed {
  readonly action?: unknown
}
