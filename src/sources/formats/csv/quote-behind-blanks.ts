import { isDelimiterAt } from "./csv-marks.ts"
import type { CsvMarks } from "./csv-marks.ts"

const SPACE = 0x20
const LINE_FEED = 0x0a
const CARRIAGE_RETURN = 0x0d
/**
 * What looks like nothing in front of a quote, as bytes in UTF-8: a space, tabs, a form feed, and what Unicode has of
 * blanks, separators, and marks without width, the one that starts a file among them.
 */
const WHOLE: ReadonlySet<number> = new Set(
  [
    [0x20, 0x09, 0x0b, 0x0c, 0xc285, 0xc2a0, 0xc2ad, 0xe19a80, 0xe1a08e, 0xe38080, 0xefbbbf],
    range(0xe28080, 0xe2808f), // U+2000 to U+200F
    range(0xe280a8, 0xe280af), // U+2028 to U+202F
    range(0xe2819f, 0xe281af), // U+205F to U+206F
  ].flat(),
)
const BEGUN: ReadonlySet<number> = new Set(
  [...WHOLE].flatMap((blank) => [blank >> 8, blank >> 16]).filter(Boolean),
)

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index)
}

/** Whether a byte may be the first one of such a blank. */
export const STARTS_BLANK: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) =>
  WHOLE.has(byte) || BEGUN.has(byte) ? 1 : 0,
)

/**
 * What follows, by one byte, what has been seen of a blank: 0 once it is whole, `undefined` if it is none.
 *
 * @param begun the bytes of a blank that has begun; 0 before its first one
 */
export function blankBehind(begun: number, byte: number): number | undefined {
  const bytes = (begun << 8) | byte
  if (WHOLE.has(bytes)) return 0
  return BEGUN.has(bytes) ? bytes : undefined
}

/** So far behind a quote that follows blanks its closing one is looked for: what is taken along can be shown in the reject. */
export const LOOK_AHEAD_BYTES = 16_384
const LOOK_AHEAD_LINES = 100

/** What tells whether a quote that follows blanks opens a field. */
export interface QuoteContext {
  readonly marks: CsvMarks
  /** The byte by which lines are counted. */
  readonly lineByte: number
  /** Whether nothing comes after the bytes. */
  readonly ended: boolean
}

/**
 * Whether the quote that closes the one at `quote` is near, and ends a field: a delimiter, a line end or the end of the file follows
 * it, perhaps behind blanks. `undefined` if only more bytes can tell.
 */
export function closesSoon(bytes: Buffer, quote: number, context: QuoteContext): boolean | undefined {
  const { ended, lineByte, marks } = context
  const { escape, quote: quoteByte } = marks
  const mostBytes = quote + LOOK_AHEAD_BYTES
  const to = Math.min(bytes.length, mostBytes)
  let lines = 0
  for (let at = quote + 1; at < to; at += 1) {
    const byte = bytes[at]
    if (byte === escape) at += 1
    else if (byte === quoteByte) {
      if (bytes[at + 1] !== quoteByte) return endsField(bytes, at + 1, mostBytes, context)
      at += 1
    } else if (byte === lineByte) {
      lines += 1
      if (lines === LOOK_AHEAD_LINES) return false
    }
  }
  return to === mostBytes || ended ? false : undefined
}

/** Whether a field ends at a byte, or behind blanks that start there. */
function endsField(
  bytes: Buffer,
  from: number,
  mostBytes: number,
  { ended, marks }: QuoteContext,
): boolean | undefined {
  const to = Math.min(bytes.length, mostBytes)
  let begun = 0
  for (let at = from; at < to; at += 1) {
    const byte = bytes[at] ?? 0
    const isEnd = byte === LINE_FEED || byte === CARRIAGE_RETURN || isDelimiterAt(bytes, at, marks)
    if (begun === 0 && isEnd) return true
    // Of a delimiter of several bytes the last ones may be missing.
    if (begun === 0 && byte === marks.delimiter[0] && at + marks.delimiter.length > to && !ended)
      return undefined
    const next = blankBehind(begun, byte)
    if (next === undefined) return false
    begun = next
  }
  if (bytes.length >= mostBytes) return false
  return ended ? begun === 0 : undefined
}

/** Where the quote is that follows nothing but blanks from the start of a field; -1 if there is none. */
export function quoteBehindBlanks(bytes: Buffer, from: number, marks: CsvMarks): number {
  const [delimiter = 0] = marks.delimiter
  let begun = 0
  for (let at = from; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0
    if (byte === marks.quote && begun === 0) return at
    // A blank may itself be what separates.
    if (byte === delimiter && isDelimiterAt(bytes, at, marks)) return -1
    if (byte === SPACE && begun === 0) continue
    // Nearly always, this is where a text begins.
    if (begun === 0 && STARTS_BLANK[byte] !== 1) return -1
    const next = blankBehind(begun, byte)
    if (next === undefined) return -1
    begun = next
  }
  return -1
}

/** Whether there is nothing between two bytes but such blanks. */
export function isBlankBetween(bytes: Buffer, from: number, to: number): boolean {
  let begun: number | undefined = 0
  for (let at = from; at < to && begun !== undefined; at += 1) begun = blankBehind(begun, bytes[at] ?? 0)
  return begun === 0
}

/** The same as characters: around a name nobody means them. */
const BLANKS = String.raw`[\s\u0085\u00AD\u180E\u200B-\u200F\u2028-\u202F\u205F-\u206F\uFEFF]`
const OUTER_BLANKS = new RegExp(`^${BLANKS}+|${BLANKS}+$`, "g")

/** A text without what looks like nothing at its start and its end. */
export function trimmed(text: string): string {
  return text.replaceAll(OUTER_BLANKS, "")
}
