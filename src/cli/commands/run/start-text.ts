import type { FileOptions, ImportStart } from "../../../index.ts"
import { countText } from "../../texts/count-text.ts"
import { plainText } from "../../terminal/plain-text.ts"
import { percentText } from "../../texts/percent-text.ts"
import { readingText } from "../../../sources/reading-text.ts"
import { warningsText } from "../../texts/warnings-text.ts"

/** What to say when an import starts: where it goes on, what was detected of how the file is read, and what is remarkable; empty where there is nothing to say. */
export function startText(
  { readAs, resumed, warnings }: ImportStart,
  fileName: string,
  typed: TypedReading = {},
): string {
  const lines = warnings.length === 0 ? [] : [warningsText(warnings)]
  const reading = readAs && detectedText(readAs, fileName, typed)
  if (reading !== undefined) lines.unshift(`Read as: ${plainText(reading, 1_000)}.`)
  if (resumed !== undefined) {
    const { recordNumber, share } = resumed
    const done = share === undefined ? "" : `, ${percentText(share)}`
    lines.unshift(`Going on at record ${countText(recordNumber)} of ${plainText(fileName)}${done}.`)
  }
  return lines.join("\n")
}

/** What was typed of how to read the file. */
type TypedReading = Partial<FileOptions>

/** How the file is read, as far as nobody said it. */
function detectedText(
  readAs: NonNullable<ImportStart["readAs"]>,
  fileName: string,
  typed: TypedReading,
): string | undefined {
  const { format, ...settings } = readAs
  const given = new Set(Object.entries(typed).flatMap(([name, value]) => (value === undefined ? [] : [name])))
  const detected = Object.entries(settings).filter(([name]) => !given.has(name))
  return readingText(
    { ...Object.fromEntries(detected), format },
    { name: fileName, format: typed.sourceFileFormat },
  )
}
