const QUOTE = 0x22
const SPACE = 0x20
/** Blanks that people put in front of a quote, as their bytes in UTF-8: a space, a tab, U+00A0, U+3000, and the mark that starts a file. */
const WHOLE: ReadonlySet<number> = new Set([0x20, 0x09, 0xc2a0, 0xe38080, 0xefbbbf])
const BEGUN: ReadonlySet<number> = new Set(
  [...WHOLE].flatMap((blank) => [blank >> 8, blank >> 16]).filter(Boolean),
)

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

/** Where the quote is that follows nothing but blanks from the start of a field; -1 if there is none. */
export function quoteBehindBlanks(bytes: Buffer, from: number, delimiter: number): number {
  let begun = 0
  for (let at = from; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0
    if (byte === QUOTE && begun === 0) return at
    if (byte === SPACE && begun === 0) continue
    // Nearly always, this is where a text begins.
    if ((begun === 0 && STARTS_BLANK[byte] !== 1) || byte === delimiter) return -1
    const next = blankBehind(begun, byte)
    if (next === undefined) return -1
    begun = next
  }
  return -1
}
