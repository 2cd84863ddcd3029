import { asciiCharacter } from "./escapings.ts"
import { Characters, hasLongRun, longRuns } from "./long-runs.ts"
import { FEWEST_SPACED } from "./secret-needles.ts"

/** A stretch of a text that may say something else, or several things. */
export interface EncodedStretch {
  readonly start: number
  readonly end: number
  readonly readings: readonly string[]
}

/** Long enough for a secret that was encoded more than once. */
const FEWEST_DIGITS = 40
/** Of Base64, and of hexadecimal numbers; a slash may be escaped. */
const DIGITS = new Characters(/[\w+/\\-]/)
/** Base64 or hexadecimal digits, in lines too. */
const DIGIT_LINES =
  /(?:[\w+/-]|\\(?=\\{0,3}\/)){40,}(?:\s{1,4}(?:[\w+/-]|\\(?=\\{0,3}\/)){40,})*(?:\s{1,4}[\w+/-]+)?/g
const HEX_DIGITS = new Characters(/[\da-f]/i)
/** No coincidence, so that what has none in a row was no text. */
const FEWEST_READABLE = 16
const READABLE = new Characters(/[\0\x20-\x7E]/)

const NUMBER = String.raw`(?:0x[\da-f]{2}|\d{2,3})`
const NUMBERS = new RegExp(
  String.raw`(?:(?=0x)|(?<!\d))(?:${NUMBER}\W{1,40}){${FEWEST_SPACED - 1},}${NUMBER}`,
  "gi",
)
const MANY_NUMBERS = new RegExp(String.raw`(?:${NUMBER}\W{1,40}){${FEWEST_SPACED - 1}}`, "i")
const EACH_NUMBER = new RegExp(NUMBER, "gi")
/** What such numbers are written with, and how many characters of that there are at least. */
const IN_NUMBERS = new Characters(/[\W\da-fx]/i)
const FEWEST_IN_NUMBERS = FEWEST_SPACED * "10,".length - 1

/** All stretches of Base64, hexadecimal digits or numbers in a text that may stand for another text. */
export function encodedStretches(text: string): readonly EncodedStretch[] {
  return [...(hasLongRun(text, FEWEST_DIGITS, DIGITS) ? digitsIn(text) : []), ...numbersIn(text)]
}

function digitsIn(text: string): readonly EncodedStretch[] {
  return stretches(text, DIGIT_LINES, readDigits)
}

function numbersIn(text: string): readonly EncodedStretch[] {
  const hasNumbers = hasLongRun(text, FEWEST_IN_NUMBERS, IN_NUMBERS) && MANY_NUMBERS.test(text)
  return hasNumbers ? stretches(text, NUMBERS, readNumbers) : []
}

function stretches(
  text: string,
  pattern: RegExp,
  readingsOf: (stretch: string) => readonly string[],
): readonly EncodedStretch[] {
  return Array.from(text.matchAll(pattern), ({ 0: stretch, index: start }) => ({
    start,
    end: start + stretch.length,
    readings: readingsOf(stretch),
  }))
}

function readNumbers(stretch: string): readonly string[] {
  return [(stretch.match(EACH_NUMBER) ?? []).map((number) => asciiCharacter(Number(number))).join("")]
}

/** Nothing says where the first digit stands. */
function readDigits(stretch: string): readonly string[] {
  const digits = stretch.replaceAll(/[\s\\]/g, "")
  const hex = longRuns(digits, FEWEST_DIGITS, HEX_DIGITS).map(([start, end]) => digits.slice(start, end))
  const isHex = hex[0]?.length === digits.length
  // In one place for all, as making room costs more than to decode.
  const bytes = Buffer.allocUnsafe(digits.length)
  const decoded = (some: string, encoding: "base64" | "hex"): string =>
    bytes.toString("latin1", 0, bytes.write(some, encoding))
  return [
    ...(isHex ? [] : [0, 1, 2, 3].map((from) => decoded(digits.slice(from), "base64"))),
    ...[0, 1].flatMap((from) => hex.map((some) => decoded(some.slice(from), "hex"))),
  ].filter((reading) => hasLongRun(reading, FEWEST_READABLE, READABLE))
}
