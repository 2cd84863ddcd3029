import { exactJson } from "../json/exact-json.ts"
import { visibleJson } from "../platform/visible-json.ts"
import { MAX_REJECT_BYTES } from "./reading/max-reject-bytes.ts"
import { REDUCTIONS } from "./reductions.ts"

/**
 * A line of `rejects.ndjson`, or of what a retry notes beside it, without its line end: as JSON that can be read again. What is only
 * information is left out of a line that would be too long for that, step by step.
 */
export function lineText(line: object, maxBytes: number = MAX_REJECT_BYTES): string {
  let reduced = line
  for (const reduce of REDUCTIONS) {
    const text = textWithin(reduced, maxBytes)
    if (text !== undefined) return text
    reduced = reduce(reduced)
  }
  return textOf(reduced)
}

/** The text of a line; undefined if it has more bytes. Of a line with very many actions, no text is made to find that out. */
function textWithin(line: object, maxBytes: number): string | undefined {
  try {
    if (!areListsWithin(line, maxBytes)) return undefined
    const text = textOf(line)
    return Buffer.byteLength(text) > maxBytes ? undefined : text
  } catch (error) {
    // No string holds so much.
    if (error instanceof RangeError) return undefined
    throw error
  }
}

function areListsWithin(line: object, maxBytes: number): boolean {
  let leftBytes = maxBytes
  for (const list of Object.values(line) as readonly unknown[]) {
    if (!Array.isArray(list)) continue
    for (const one of list as readonly unknown[]) {
      leftBytes -= Buffer.byteLength(exactJson(one))
      if (leftBytes < 0) return false
    }
  }
  return true
}

function textOf(line: object): string {
  return visibleJson(exactJson(line))
}
