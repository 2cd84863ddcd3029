/** Begins what stands, in text that was decoded, for a byte that said nothing; in no encoding of Unicode. */
const MARK = 0xff
const HALF_BYTE = 0x80

/** How many bytes there are for each. */
export const UNDECODED_BYTES = 3

/**
 * What stands, in UTF-8, for a byte that says nothing in its encoding: no UTF-8, whatever stands beside it, so that whoever reads it as
 * such finds that out, and can still show the byte.
 */
export function undecodable(byte: number): readonly number[] {
  return [MARK, HALF_BYTE | (byte >> 4), HALF_BYTE | (byte & 0x0f)]
}

/** The byte for which something stands at a place, if something does. */
export function undecodedAt(bytes: Uint8Array, at: number): number | undefined {
  const [high = 0, low = 0] = bytes.subarray(at + 1, at + 3)
  const isMarked = bytes[at] === MARK && (high & 0xf0) === HALF_BYTE && (low & 0xf0) === HALF_BYTE
  return isMarked ? ((high & 0x0f) << 4) | (low & 0x0f) : undefined
}
