import { adviceFor } from "../report/advice.ts"
import { jsonLine } from "../report/json-line.ts"
import { LEFT_BY_KILL } from "../report/left-by-kill.ts"
import { rejectsCsvLine } from "../report/rejects-csv.ts"
import type { CsvLayout } from "../sources/csv-layout.ts"
import { digestOf, originOf } from "../sources/data-source.ts"
import type { FoundRejectLine } from "../sources/reject-lines.ts"
import type { FoundRejectRow } from "../sources/reject-rows.ts"

const { code, message, stage } = LEFT_BY_KILL
const NOW = { stage, code, message, advice: adviceFor(LEFT_BY_KILL) }

/** A line of `rejects.ndjson` whose record may have been applied when a retry was killed: it says so now, and is else as it was. */
export function lineUnderWay({ bytes, reject }: FoundRejectLine): FoundRejectLine {
  if (reject === undefined) return { bytes, reject }
  const {
    more,
    state: _state,
    ...line
  } = JSON.parse(bytes.toString("utf8")) as Readonly<Record<string, unknown>>
  const others = Array.isArray(more) ? { more: more.map((one: object) => ({ ...one, code, message })) } : {}
  const text = jsonLine({ state: "unknown", ...line, ...NOW, ...others })
  return { bytes: Buffer.from(text.trimEnd()), reject: { ...reject, ...NOW, state: "unknown" } }
}

/** The same for a row of `rejects.csv`; `undefined` for one that holds no record. */
export function rowUnderWay({ item }: FoundRejectRow, layout: CsvLayout): string | undefined {
  if ("problem" in item) return undefined
  return rejectsCsvLine({ item }, { ...NOW, position: originOf(item), digest: digestOf(item) ?? "" }, layout)
}
