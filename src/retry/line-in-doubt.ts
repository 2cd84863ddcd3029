import type { Rejection } from "../actions/outcome.ts"
import { adviceFor } from "../report/advice.ts"
import { jsonLine } from "../report/json-line.ts"
import type { FoundRejectLine } from "../sources/reject-lines.ts"

/** A line of `rejects.ndjson` whose record a retry may have applied: it says so now, and is else as it was. */
export function lineInDoubt(
  { bytes, reject, startByte }: FoundRejectLine,
  { code, message, stage }: Rejection,
): FoundRejectLine {
  const now = { stage, code, message, advice: adviceFor({ stage, code }) }
  if (reject === undefined) return { bytes, reject, startByte }
  const {
    more,
    state: _state,
    ...line
  } = JSON.parse(bytes.toString("utf8")) as Readonly<Record<string, unknown>>
  const others = Array.isArray(more) ? { more: more.map((one: object) => ({ ...one, code, message })) } : {}
  const text = jsonLine({ state: "unknown", ...line, ...now, ...others })
  return { startByte, bytes: Buffer.from(text.trimEnd()), reject: { ...reject, ...now, state: "unknown" } }
}
