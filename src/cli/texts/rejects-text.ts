import type { RejectReason } from "../../index.ts"
import { inFlagNames } from "../../import/options/in-flag-names.ts"
import { countOf, countText } from "./count-text.ts"
import { plainText } from "../terminal/plain-text.ts"
import { rejectGroups } from "./reject-groups.ts"
import type { RejectGroup } from "./reject-groups.ts"

/** How such a text is to look. */
export interface RejectsStyle {
  readonly dim: (text: string) => string
}

const MAX_GROUPS = 20
const MAX_CODES = 4

/** Rejects by what is to be done about them, each kind with a few examples; no lines where there are none. */
export function rejectsText(reasons: readonly RejectReason[], style: RejectsStyle): readonly string[] {
  const groups = rejectGroups(reasons)
  const shown = groups.slice(0, MAX_GROUPS)
  const left = groups.length - shown.length
  return [
    ...shown.map((group) => groupText(group, style)),
    ...(left === 0 ? [] : [`  and ${countOf(left, "further kind")}, see the list of rejects`]),
  ]
}

function groupText({ advice, codes, count, examples }: RejectGroup, { dim }: RejectsStyle): string {
  const names = codes.slice(0, MAX_CODES).map((code) => plainText(code, 80))
  const others = codes.length > MAX_CODES ? ` and ${codes.length - MAX_CODES} more` : ""
  const title = `  ${countText(count)} × ${names.join(", ")}${others} → ${plainText(inFlagNames(advice))}`
  const lines = examples.map(({ lineNumber, message, recordNumber }) => {
    const where =
      lineNumber === undefined ? `record ${countText(recordNumber)}` : `line ${countText(lineNumber)}`
    return dim(`      ${where}: ${plainText(message)}`)
  })
  return [title, ...lines].join("\n")
}
