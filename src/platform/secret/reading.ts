import { escapingsIn } from "./escapings.ts"
import type { Escaping, Level } from "./escapings.ts"

/** A text that was made of another one, and where in that one each of its characters was written. */
export interface Reading extends Level {
  readonly starts: readonly number[]
  readonly ends: readonly number[]
}

/** A text as it is. */
export function readingOf(text: string): Reading {
  const starts = Array.from({ length: text.length }, (_, index) => index)
  return { text, escapings: escapingsIn(text), starts, ends: starts.map((start) => start + 1) }
}

/** A reading with characters in place of the escapes that stand for them; the reading itself where it has none. */
export function unescapedReading(reading: Reading, { pattern, read }: Escaping): Reading {
  const { ends, starts, text } = reading
  const parts: string[] = []
  const next = { starts: [] as number[], ends: [] as number[] }
  const copy = (from: number, to: number): void => {
    parts.push(text.slice(from, to))
    for (let index = from; index < to; index += 1) {
      next.starts.push(starts[index] ?? 0)
      next.ends.push(ends[index] ?? 0)
    }
  }
  let from = 0
  for (const match of text.matchAll(pattern)) {
    copy(from, match.index)
    from = match.index + match[0].length
    // One unit of UTF-16 for each start and end, whatever character it is half of.
    const meant = read(match[0]).charAt(0) || " "
    parts.push(meant)
    next.starts.push(starts[match.index] ?? 0)
    next.ends.push(ends[from - 1] ?? 0)
  }
  if (from === 0) return reading
  copy(from, text.length)
  const made = parts.join("")
  return { text: made, escapings: escapingsIn(made), ...next }
}
