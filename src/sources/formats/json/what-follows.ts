import { isByteOrderMark } from "../text/byte-order-mark.ts"
import { CARRIAGE_RETURN, LINE_FEED, LineCount } from "./line-count.ts"
import { GOES_ON, ValueEnd } from "./value-end.ts"

/** What a value stands in. */
export interface Surroundings {
  readonly isInArray: boolean
  /** Whether a path leads to it: then it, or its array, is within objects. */
  readonly isOnPath: boolean
  /** Whether nothing comes after the bytes. */
  readonly isLast: boolean
}

/** Whether what follows a value may stand there; `more` if more of the file is needed to say it. */
export type Following = "fitting" | "more" | "unfitting"

const TAB = 0x09
const RECORD_SEPARATOR = 0x1e
const BLANK = 0x20
const QUOTE = 0x22
const COMMA = 0x2c
const COLON = 0x3a
const OPEN_ARRAY = 0x5b
const CLOSE_ARRAY = 0x5d
const OPEN_OBJECT = 0x7b
const CLOSE_OBJECT = 0x7d

/** How a number, or a word such as `true`, starts. */
const STARTS_WORD = /[-\dtfn]/
/** So much is looked at; who writes more blanks in a row does not write them into a record. */
const MAX_BYTES = 65_536

/**
 * Whether what follows a value is what may stand behind a whole record: nothing, another record, or what ends the array or the object around it.
 * All else says that the value ended too early, as a quote or a bracket is missing in it, or too many. `more` if more of the file is needed to say it.
 */
export function whatFollows(bytes: Buffer, from: number, around: Surroundings): Following {
  const next = nextMark(bytes, from)
  const { at } = next
  if (at - from > MAX_BYTES || next.isSequence) return "fitting"
  const byte = bytes[at]
  if (byte === undefined) return around.isLast ? "fitting" : "more"
  // A byte order mark that is cut.
  if (byte === 0xef && at + 2 >= bytes.length && !around.isLast) return "more"
  switch (byte) {
    case OPEN_OBJECT:
      return next.hasLineEnd ? "fitting" : objectStart(bytes, at + 1, around)
    case CLOSE_ARRAY:
      return behindArray(bytes, at + 1, around)
    case CLOSE_OBJECT:
      return around.isOnPath && !around.isInArray ? "fitting" : "unfitting"
    case QUOTE:
      return around.isOnPath && !around.isInArray ? "fitting" : element(bytes, at, around)
    case COLON:
      return "unfitting"
    default: {
      const isElement = byte === OPEN_ARRAY || STARTS_WORD.test(String.fromCharCode(byte))
      return next.hasLineEnd || (next.hasComma && isElement) ? "fitting" : "unfitting"
    }
  }
}

/** Where something stands that is no blank, comma or byte order mark, and what stands before it. */
interface NextMark {
  readonly at: number
  readonly hasComma: boolean
  readonly hasLineEnd: boolean
  /** Whether a record separator stands before it. */
  readonly isSequence: boolean
}

function nextMark(bytes: Buffer, from: number): NextMark {
  let hasComma = false
  let hasLineEnd = false
  for (let at = from; ; at += 1) {
    const byte = bytes[at]
    if (byte === BLANK || byte === TAB) continue
    if (byte === COMMA) hasComma = true
    else if (byte === LINE_FEED || byte === CARRIAGE_RETURN) hasLineEnd = true
    else if (isByteOrderMark(bytes, at)) at += 2
    else return { at, hasComma, hasLineEnd, isSequence: byte === RECORD_SEPARATOR }
  }
}

/** Behind a brace on the line of the value before it: texts may hold one, too. */
function objectStart(bytes: Buffer, from: number, around: Surroundings): Following {
  const { at } = nextMark(bytes, from)
  const byte = bytes[at]
  if (byte === undefined) return around.isLast ? "unfitting" : "more"
  if (byte === CLOSE_OBJECT) return "fitting"
  if (byte !== QUOTE) return "unfitting"
  const behind = behindText(bytes, at, around)
  if (typeof behind === "string") return behind
  return bytes[behind.at] === COLON ? "fitting" : "unfitting"
}

/** Behind the bracket that seems to close the array. */
function behindArray(bytes: Buffer, from: number, around: Surroundings): Following {
  const { at, hasLineEnd, isSequence } = nextMark(bytes, from)
  const byte = bytes[at]
  if (hasLineEnd || isSequence) return "fitting"
  if (byte === undefined) return around.isLast ? "fitting" : "more"
  if (byte === OPEN_ARRAY && around.isInArray && !around.isOnPath) return arrayStart(bytes, at + 1, around)
  return around.isOnPath && (byte === CLOSE_OBJECT || byte === QUOTE) ? "fitting" : "unfitting"
}

/** Behind the bracket of another array, as of pages that were put together. */
function arrayStart(bytes: Buffer, from: number, { isLast }: Surroundings): Following {
  const byte = bytes[nextMark(bytes, from).at]
  if (byte === undefined) return isLast ? "fitting" : "more"
  return byte === OPEN_OBJECT || byte === CLOSE_ARRAY ? "fitting" : "unfitting"
}

/** Where a text follows: another element of the array, which is none that can be imported, or a name of the value before it. */
function element(bytes: Buffer, at: number, around: Surroundings): Following {
  const behind = behindText(bytes, at, around)
  if (typeof behind === "string") return behind
  return behind.hasComma || bytes[behind.at] === CLOSE_ARRAY ? "fitting" : "unfitting"
}

/** What stands behind a text. */
function behindText(bytes: Buffer, at: number, { isLast }: Surroundings): NextMark | "more" | "unfitting" {
  const text = new ValueEnd(new LineCount(1, 0))
  text.begin(QUOTE)
  const end = text.find(bytes, at, 0)
  if (end < 0) return end === GOES_ON && !isLast ? "more" : "unfitting"
  const behind = nextMark(bytes, end)
  return bytes[behind.at] === undefined && !isLast ? "more" : behind
}
