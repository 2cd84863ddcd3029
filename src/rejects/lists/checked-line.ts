import { leftOutIn } from "../reductions.ts"
import type { RejectLine } from "../reject-line.ts"
import { LineProblem } from "../../sources/formats/text/line-problem.ts"
import { scannedReject } from "../reading/scanned-reject.ts"

/** A line that a person may have changed, as one of ours; undefined if it is none. */
export function checkedLine(text: string): RejectLine | undefined {
  const reject = scannedReject(text)
  if (reject instanceof LineProblem || reject.origin === undefined) return undefined
  const { code, digest, fields, message, messageParts, origin, raw, record, rows } = reject
  const { advice, leftOut, more } = JSON.parse(text) as Partial<Record<keyof RejectLine, unknown>>
  return {
    state: "rejected",
    source: "",
    stage: reject.stage,
    position: origin,
    code,
    message,
    messageParts,
    advice: typeof advice === "string" ? advice : "",
    leftOut: leftOutIn({ leftOut }),
    more: Array.isArray(more) ? more.filter((one) => isFailure(one)) : [],
    record,
    ...(digest === undefined ? {} : { digest }),
    ...(raw === undefined ? {} : { raw }),
    ...(fields === undefined ? {} : { fields }),
    ...(rows === undefined ? {} : { rows }),
  }
}

function isFailure(value: unknown): value is { readonly code: string; readonly message: string } {
  if (typeof value !== "object" || value === null || !("code" in value) || !("message" in value)) return false
  return typeof value.code === "string" && typeof value.message === "string"
}
