import { decodedText } from "./text-encoding.ts"

/** Text in these encodings consists of ASCII alone, so that it looks like UTF-8. */
interface SevenBitEncoding {
  /** What stands for other characters, or for such that have a meaning of their own. */
  readonly pattern: RegExp
  /** What that stands for; the same where it is none. */
  readonly read: (written: string) => string
}

/** Those of the kind ISO-2022 change to other characters, and back, by one of these, which no program takes from a keyboard. */
export const SHIFT_CHARACTER: RegExp = new RegExp(String.raw`[\x0E\x0F\x1B]`)

/** UTF-7 (RFC 2152) and HZ (RFC 1843). */
export const SEVEN_BIT_ENCODINGS: readonly SevenBitEncoding[] = [
  { pattern: /\+[A-Za-z\d+/]*-?/g, read: utf7 },
  { pattern: /~(?:~|\{(?:[!-}][!-~])+~\})/g, read: hz },
]

function utf7(written: string): string {
  if (written === "+-") return "+"
  const base64 = written.replaceAll(/^\+|-$/g, "")
  const bytes = Buffer.from(base64, "base64")
  const isWhole = bytes.length > 0 && bytes.length % 2 === 0
  // What has other bits left over was never written by a program.
  if (!isWhole || bytes.toString("base64").replace(/=+$/, "") !== base64) return written
  const text = bytes.swap16().toString("utf16le")
  // Nobody writes letters, digits or what cannot be seen like that; some write signs so.
  return /[\p{Cc}\dA-Za-z]/u.test(text) ? written : text
}

function hz(written: string): string {
  if (written === "~~") return "~"
  return decodedText(
    Buffer.from(Array.from(written.slice(2, -2), (character) => character.charCodeAt(0) + 0x80)),
    "gb18030",
  )
}
