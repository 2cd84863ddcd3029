import { adviceFor } from "../report/advice.ts"
import { jsonLine } from "../report/json-line.ts"
import { LEFT_BY_KILL } from "../report/left-by-kill.ts"
import type { FoundRejectLine } from "../sources/reject-lines.ts"

const { code, message, stage } = LEFT_BY_KILL
const NOW = { stage, code, message, advice: adviceFor(LEFT_BY_KILL) }

/** A line of `rejects.ndjson` whose record may have been applied when a retry was killed: it says so now, and is else as it was. */
export function lineUnderWay({ bytes, reject, startByte }: FoundRejectLine): FoundRejectLine {
  if (reject === undefined) return { bytes, reject, startByte }
  const {
    more,
    state: _state,
    ...line
  } = JSON.parse(bytes.toString("utf8")) as Readonly<Record<string, unknown>>
  const others = Array.isArray(more) ? { more: more.map((one: object) => ({ ...one, code, message })) } : {}
  const text = jsonLine({ state: "unknown", ...line, ...NOW, ...others })
  return { startByte, bytes: Buffer.from(text.trimEnd()), reject: { ...reject, ...NOW, state: "unknown" } }
}
