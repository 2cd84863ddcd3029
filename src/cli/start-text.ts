import type { ImportStart } from "../index.ts"
import { countText } from "./count-text.ts"
import { inFlagNames } from "../report/flag-names.ts"
import { plainText } from "./plain-text.ts"

/** What to say when an import starts: where it goes on, and what is remarkable; empty where there is nothing to say. */
export function startText({ resumed, warnings }: ImportStart, fileName: string): string {
  const lines = warnings.map((warning) => `Warning: ${inFlagNames(warning)}`)
  if (resumed !== undefined) {
    const { position, recordNumber, sizeBytes } = resumed
    const byteOffset = position?.byteOffset ?? 0
    const share =
      sizeBytes === undefined || sizeBytes === 0 ? "" : `, ${Math.floor((byteOffset / sizeBytes) * 100)}%`
    lines.unshift(`Going on at record ${countText(recordNumber)} of ${plainText(fileName)}${share}.`)
  }
  return lines.join("\n")
}
