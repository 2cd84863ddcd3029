import { asciiCharacter } from "./escapings.ts"
import { Characters, hasLongRun, longRuns } from "./long-runs.ts"
import type { Range } from "./long-runs.ts"
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
/** A backslash that escapes no slash ends a run of digits. */
const NO_DIGIT = /\\(?!\\{0,3}\/)/g
/** What stands between two lines of digits, and what of them may follow the last long one. */
const BETWEEN_LINES = /^\s{1,4}$/
const LAST_LINE = /\s{1,4}[\w+/-]+/y
const HEX_DIGITS = new Characters(/[\da-f]/i)
/** No coincidence, so that what has none in a row was no text. */
const FEWEST_READABLE = 16
const READABLE = new Characters(/[\0\x20-\x7E]/)

const NUMBER = String.raw`(?:0x[\da-f]{2}|0o[0-7]{2,3}|\d{2,3}(?![xo]))`
const MANY_NUMBERS = new RegExp(String.raw`(?:${NUMBER}\W{1,40}){${FEWEST_SPACED - 1}}`, "i")
const EACH_NUMBER = new RegExp(NUMBER, "gi")
const BETWEEN_NUMBERS = /^\W{1,40}$/
const MOST_BETWEEN_NUMBERS = 40
/** What such numbers are written with, and how many characters of that there are at least. */
const IN_NUMBERS = new Characters(/[\W\da-fox]/i)
const FEWEST_IN_NUMBERS = FEWEST_SPACED * "10,".length - 1

/** All stretches of Base64, hexadecimal digits or numbers in a text that may stand for another text. */
export function encodedStretches(text: string): readonly EncodedStretch[] {
  return [...(hasLongRun(text, FEWEST_DIGITS, DIGITS) ? digitsIn(text) : []), ...numbersIn(text)]
}

/** Base64 or hexadecimal digits, in lines too. Not by one expression: its stack would be as long as the text. */
function digitsIn(text: string): readonly EncodedStretch[] {
  const found: [start: number, end: number][] = []
  for (const [start, end] of longRuns(text, FEWEST_DIGITS, DIGITS).flatMap((run) =>
    unescapedRuns(text, run),
  )) {
    const last = found.at(-1)
    if (last !== undefined && isBetween(text, [last[1], start], BETWEEN_LINES)) last[1] = end
    else found.push([start, end])
  }
  return found.map(([start, end]) => {
    LAST_LINE.lastIndex = end
    const endOfLast = LAST_LINE.test(text) ? LAST_LINE.lastIndex : end
    return { start, end: endOfLast, readings: readDigits(text.slice(start, endOfLast)) }
  })
}

/** The parts of a run that are long enough, between backslashes that are none of its. */
function unescapedRuns(text: string, [start, end]: Range): readonly Range[] {
  const run = text.slice(start, end)
  if (!run.includes("\\")) return [[start, end]]
  const parts: Range[] = []
  let from = 0
  for (const { index } of [...run.matchAll(NO_DIGIT), { index: run.length }]) {
    if (index - from >= FEWEST_DIGITS) parts.push([start + from, start + index])
    from = index + 1
  }
  return parts
}

function isBetween(text: string, [from, to]: Range, pattern: RegExp): boolean {
  return to - from <= MOST_BETWEEN_NUMBERS && pattern.test(text.slice(from, to))
}

function numbersIn(text: string): readonly EncodedStretch[] {
  const hasNumbers = hasLongRun(text, FEWEST_IN_NUMBERS, IN_NUMBERS) && MANY_NUMBERS.test(text)
  return hasNumbers ? listsOfNumbers(text) : []
}

function listsOfNumbers(text: string): readonly EncodedStretch[] {
  const lists: EncodedStretch[] = []
  let start = 0
  let end = 0
  let codes: number[] = []
  const close = (): void => {
    if (codes.length >= FEWEST_SPACED)
      lists.push({ start, end, readings: [codes.map(asciiCharacter).join("")] })
    codes = []
  }
  for (const { 0: number, index } of text.matchAll(EACH_NUMBER)) {
    if (codes.length > 0 && !isBetween(text, [end, index], BETWEEN_NUMBERS)) close()
    if (codes.length === 0) start = index
    end = index + number.length
    codes.push(Number(number))
  }
  close()
  return lists
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
