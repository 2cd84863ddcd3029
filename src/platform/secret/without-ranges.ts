import type { Range } from "./long-runs.ts"

/** What stands where a secret was. */
export const REMOVED = "[removed]"

/** A text with a note in place of some ranges; JSON stays JSON, CSV stays CSV, and lines stay lines. */
export function withoutRanges(text: string, ranges: readonly Range[]): string {
  // What is between the characters of a secret may be cells of CSV, texts of JSON, or numbers in it.
  const scrubbed = replaced(text, ranges, (part) => REMOVED + (part.match(/\\*"|[,;|\t\n]/g) ?? []).join(""))
  const careful = replaced(text, ranges, (part) => part.replaceAll(/(?:\\.|[^\s",:{}[\]\\])+/g, "1"))
  // Where a secret's end is a part of a number or of `true`, neither is JSON: then nothing is left of the text.
  if (isJson(text)) return [scrubbed, careful].find(isJson) ?? JSON.stringify(REMOVED)
  const [before, safe] = [text.split("\n"), careful.split("\n")]
  return scrubbed
    .split("\n")
    .map((line, index) =>
      isJson(before[index] ?? "")
        ? ([line, safe[index] ?? ""].find(isJson) ?? JSON.stringify(REMOVED))
        : line,
    )
    .join("\n")
}

function replaced(text: string, ranges: readonly Range[], replace: (part: string) => string): string {
  const parts: string[] = []
  let from = 0
  for (const [start, end] of ranges) {
    parts.push(text.slice(from, start), replace(text.slice(start, end)))
    from = end
  }
  return [...parts, text.slice(from)].join("")
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
