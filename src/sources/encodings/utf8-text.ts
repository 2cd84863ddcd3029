import { isUtf8 } from "node:buffer"

/** The longest character has four bytes. */
const MAX_CUT_BYTES = 3

/** Whether bytes are UTF-8; `isCut`: the last character may go on behind them. */
export function isUtf8Text(bytes: Buffer, isCut: boolean): boolean {
  if (isUtf8(bytes)) return true
  if (!isCut) return false
  const start = bytes.findLastIndex((byte) => byte >= 0xc0)
  const cutBytes = bytes.length - start
  return (
    start !== -1 &&
    cutBytes <= MAX_CUT_BYTES &&
    isUtf8(bytes.subarray(0, start)) &&
    isCutCharacter(bytes.subarray(start))
  )
}

/** Whether bytes that are no character are the beginning of one. */
function isCutCharacter(bytes: Buffer): boolean {
  // The parts of characters that are missing may be any of these, but for a few that would be too small.
  return [0x80, 0x90, 0xa0, 0xbf].some((next) =>
    [1, 2, 3].some((count) =>
      isUtf8(Buffer.concat([bytes, Buffer.alloc(1, next), Buffer.alloc(count - 1, 0x80)])),
    ),
  )
}

/**
 * Whether text that is not UTF-8 throughout still is for the most part: it has more characters of several bytes in UTF-8 than bytes that are
 * none. In other encodings such characters come about by chance, and rarely.
 */
export function isMostlyUtf8(bytes: Buffer): boolean {
  let [characters, others] = [0, 0]
  for (let at = 0; at < bytes.length;) {
    const first = bytes[at] ?? 0
    const byteCount = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4
    if (first < 0x80) at += 1
    else if (first >= 0xc2 && isUtf8(bytes.subarray(at, at + byteCount)) && at + byteCount <= bytes.length) {
      characters += 1
      at += byteCount
    } else {
      others += 1
      at += 1
    }
  }
  return characters > others
}
