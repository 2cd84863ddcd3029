import { encodedStretches } from "./encoded-stretches.ts"
import { levelsOf } from "./escapings.ts"
import { isLeftOutBefore, isLeftOutBehind } from "./left-out.ts"
import type { Range } from "./long-runs.ts"
import { readingOf, unescapedReading } from "./reading.ts"
import type { Reading } from "./reading.ts"
import { MAX_DECODINGS, firstAndLast, mayHold } from "./secret-search.ts"
import type { SecretSearch } from "./secret-search.ts"
import { partsOf } from "./secret-needles.ts"
import type { Needle } from "./secret-needles.ts"
import { squeezed } from "./squeezed.ts"
import type { Squeezed } from "./squeezed.ts"

/** Where a text holds a secret, in whatever form, in order, none touching the next. */
export function secretRanges(
  text: string,
  search: SecretSearch,
  decodings: number = MAX_DECODINGS,
): readonly Range[] {
  const levels = levelsOf(readingOf(text), unescapedReading)
  const found = levels.flatMap((reading) => foundIn(reading, search.needles))
  if (decodings > 0)
    found.push(...firstAndLast(levels).flatMap((reading) => encodedRanges(reading, search, decodings - 1)))
  return merged(found.map(([start, end]) => [startOfEscape(text, start), end]))
}

function encodedRanges(
  { ends, starts, text }: Reading,
  search: SecretSearch,
  decodings: number,
): readonly Range[] {
  const holds = (one: string): boolean =>
    mayHold(one, search, decodings) && secretRanges(one, search, decodings).length > 0
  return encodedStretches(text)
    .filter(({ readings }) => readings.some(holds))
    .map(({ end, start }) => [starts[start] ?? 0, ends[end - 1] ?? 0])
}

function foundIn(reading: Reading, needles: readonly Needle[]): readonly Range[] {
  const [solid, base64] = [squeezed(reading.text, false), squeezed(reading.text, true)]
  return needles.flatMap((needle) => {
    const view = needle.isBase64 ? base64 : solid
    return partsOf(needle).flatMap((part) => foundAround(part, needle, view, reading))
  })
}

/** Where a part of a needle stands together with enough of the rest, or with a sign that the rest was left out. */
function foundAround(
  [from, to]: readonly [from: number, to: number],
  needle: Needle,
  view: Squeezed,
  reading: Reading,
): readonly Range[] {
  const part = needle.text.slice(from, to)
  const fewest = needle.text.length - needle.spare
  const found: Range[] = []
  for (let at = view.text.indexOf(part); at !== -1; at = view.text.indexOf(part, at + 1)) {
    const before = sharedBefore(needle.text, from, view.text, at)
    const behind = sharedBehind(needle.text, to, view.text, at + part.length)
    const startAt = (length: number): number => view.kept[at - length] ?? 0
    const endAt = (length: number): number => (view.kept[at + part.length + length - 1] ?? 0) + 1
    const [start, end] = [startAt(before), endAt(behind)]
    const add = (first: number, last: number): unknown =>
      found.push([reading.starts[first] ?? 0, reading.ends[last - 1] ?? 0])
    if (before + part.length + behind >= fewest) add(start, end)
    // Whatever stands beyond the sign may go on as the secret does by chance.
    if (from === before) {
      const cut = longestWhere(behind, (length) => isLeftOutBehind(reading.text, endAt(length)))
      if (cut !== undefined) add(start, endAt(cut))
    }
    if (to + behind === needle.text.length) {
      const cut = longestWhere(before, (length) => isLeftOutBefore(reading.text, startAt(length)))
      if (cut !== undefined) add(startAt(cut), end)
    }
  }
  return found
}

/** The greatest length up to `most` for which something holds. */
function longestWhere(most: number, holds: (length: number) => boolean): number | undefined {
  for (let length = most; length >= 0; length -= 1) if (holds(length)) return length
  return undefined
}

/** How many characters in front of an index of one text are those in front of an index of another. */
function sharedBefore(one: string, oneIndex: number, other: string, otherIndex: number): number {
  let length = 0
  while (length < oneIndex && one[oneIndex - 1 - length] === other[otherIndex - 1 - length]) length += 1
  return length
}

/** How many characters from an index of one text on are those from an index of another on. */
function sharedBehind(one: string, oneIndex: number, other: string, otherIndex: number): number {
  let length = 0
  while (oneIndex + length < one.length && one[oneIndex + length] === other[otherIndex + length]) length += 1
  return length
}

/** Half an escape in front of what is taken out would no longer be JSON. */
function startOfEscape(text: string, start: number): number {
  let from = start
  const half = /(?<=\\)u[\da-f]{0,3}$/i.exec(text.slice(Math.max(0, start - 5), start))
  if (half !== null) from -= half[0].length
  while (text[from - 1] === "\\") from -= 1
  return from
}

function merged(ranges: readonly Range[]): readonly Range[] {
  const apart: Range[] = []
  for (const [start, end] of ranges.toSorted(([one], [other]) => one - other)) {
    const last = apart.at(-1)
    if (last === undefined || start > last[1]) apart.push([start, end])
    else apart[apart.length - 1] = [last[0], Math.max(last[1], end)]
  }
  return apart
}
