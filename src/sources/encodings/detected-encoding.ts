import { charsetOf } from "./charset.ts"
import { EITHER_ORDER, UTF_8 } from "./encodings.ts"
import { guessEncodings } from "./guess-encodings.ts"
import { isMostlyUtf8, isUtf8Text } from "./utf8-text.ts"

/** What bytes are found to be written in. */
export interface DetectedEncoding {
  readonly encoding: string
  /** Other encodings in which they may be read just as well; undefined: it is no guess. */
  readonly others?: readonly string[] | undefined
}

/** A part of a file, and what it is. */
export interface TextPart {
  readonly bytes: Buffer
  /** Whether the file goes on behind it. */
  readonly isCut: boolean
}

/** What begins a file, in hex; the longer ones come first. */
const BYTE_ORDER_MARKS: readonly (readonly [hex: string, encoding: string])[] = [
  ["efbbbf", UTF_8],
  ["fffe0000", "utf-32le"],
  ["0000feff", "utf-32be"],
  ["fffe", "utf-16le"],
  ["feff", "utf-16be"],
]

/** The encoding that a byte order mark says. */
export function markedEncoding(start: Buffer): string | undefined {
  const hex = start.toString("hex", 0, 4)
  return BYTE_ORDER_MARKS.find(([mark]) => hex.startsWith(mark))?.[1]
}

/** UTF-16 or UTF-32 without a byte order mark, in one of these encodings; undefined if the text is in none of them. */
export async function wideEncoding(
  { bytes, isCut }: TextPart,
  among: readonly string[] = WIDE,
): Promise<string | undefined> {
  if (!bytes.includes(0)) return undefined
  for (const encoding of among) {
    const charset = await charsetOf(encoding)
    const end = charset.wholeBytes(bytes)
    if (!isCut && end < bytes.length) continue
    const text = charset.decode(bytes.subarray(0, end))
    if (text !== undefined && looksLikeText(text)) return encoding
  }
  return undefined
}

const WIDE = Object.values(EITHER_ORDER).flat().toReversed()

/** Text has blanks, digits or separators among its characters, and no control characters: with bytes in the wrong order it has few of the one, or some of the other. */
function looksLikeText(text: string): boolean {
  if (/(?![\t-\r\u0085])\p{Cc}|\p{Cn}/u.test(text)) return false
  const asciiCount = text.match(/[\t-\r -~]/g)?.length ?? 0
  return asciiCount * LEAST_ASCII_SHARE >= text.length
}

/** One in so many characters. */
const LEAST_ASCII_SHARE = 20

/**
 * The encoding of text that has no byte order mark, and is not in UTF-16 or UTF-32. UTF-8 if all of it is that, or most of it (the rest is damaged then);
 * else guessed.
 */
export async function narrowEncoding(samples: readonly TextPart[]): Promise<DetectedEncoding> {
  if (samples.every(({ bytes, isCut }) => isUtf8Text(bytes, isCut))) return { encoding: UTF_8 }
  const bytes = Buffer.concat(samples.map((sample) => sample.bytes))
  if (isMostlyUtf8(bytes)) return { encoding: UTF_8 }
  const [encoding = UTF_8, ...others] = await guessEncodings(bytes)
  return { encoding, others }
}
