import { isUtf8 } from "node:buffer"
import { UNDECODED_BYTES, undecodedAt } from "../../encodings/undecodable-byte.ts"

/** A cell of a spreadsheet takes no more than 32,767 characters. */
const MAX_BYTES = 32_000

/** Bytes of a source as text for people: cut where it is long, bytes that are no characters as `\xE9`, and NUL as `\x00`. */
export function excerpt(bytes: Buffer): string {
  let end = Math.min(bytes.length, MAX_BYTES)
  // Not within a character.
  while (end < bytes.length && end > MAX_BYTES - 4 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1
  const kept = bytes.subarray(0, end)
  const text = (isUtf8(kept) ? kept.toString("utf8") : withEscapes(kept)).replaceAll("\0", "\\x00")
  return end < bytes.length ? `${text}…` : text
}

function withEscapes(bytes: Buffer): string {
  let text = ""
  for (let index = 0; index < bytes.length;) {
    const character = bytes.subarray(index, index + characterBytes(bytes[index] ?? 0))
    const undecoded = undecodedAt(bytes, index)
    if (undecoded !== undefined) {
      text += escaped(undecoded)
      index += UNDECODED_BYTES
    } else if (isUtf8(character)) {
      text += character.toString("utf8")
      index += character.length
    } else {
      text += escaped(bytes[index] ?? 0)
      index += 1
    }
  }
  return text
}

function escaped(byte: number): string {
  return `\\x${byte.toString(16).toUpperCase().padStart(2, "0")}`
}

/** How long a UTF-8 character is, by its first byte. */
function characterBytes(firstByte: number): number {
  if (firstByte < 0xc0) return 1
  if (firstByte < 0xe0) return 2
  return firstByte < 0xf0 ? 3 : 4
}
