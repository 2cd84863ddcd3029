import type { ImportStart } from "../../../index.ts"
import { countText } from "../../texts/count-text.ts"
import { plainText } from "../../terminal/plain-text.ts"
import { percentText } from "../../texts/percent-text.ts"
import { warningsText } from "../../texts/warnings-text.ts"

/** What to say when an import starts: where it goes on, and what is remarkable; empty where there is nothing to say. */
export function startText({ readAs, resumed, warnings }: ImportStart, fileName: string): string {
  const lines = warnings.length === 0 ? [] : [warningsText(warnings)]
  if (readAs?.["encoding"] !== undefined)
    lines.unshift(`Reading ${plainText(fileName)} in the encoding ${plainText(String(readAs["encoding"]))}.`)
  if (readAs?.["groupBy"] !== undefined)
    lines.unshift(
      `Rows of ${plainText(fileName)} that have the same ${plainText(String(readAs["groupBy"]))} are one record.`,
    )
  if (resumed !== undefined) {
    const { recordNumber, share } = resumed
    const done = share === undefined ? "" : `, ${percentText(share)}`
    lines.unshift(`Going on at record ${countText(recordNumber)} of ${plainText(fileName)}${done}.`)
  }
  return lines.join("\n")
}
