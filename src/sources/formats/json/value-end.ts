import { CARRIAGE_RETURN, LINE_FEED } from "./line-count.ts"
import type { LineCount } from "./line-count.ts"

/** The value goes on behind what was looked at. */
export const GOES_ON = -1
/** What was looked at cannot be a part of any value: a quote or a bracket is missing before it, or there is one too many. */
export const IS_DAMAGED = -2

const TAB = 0x09
const RECORD_SEPARATOR = 0x1e
const BLANK = 0x20
const QUOTE = 0x22
const COMMA = 0x2c
const COLON = 0x3a
const OPEN_ARRAY = 0x5b
const BACKSLASH = 0x5c
const CLOSE_ARRAY = 0x5d
const OPEN_OBJECT = 0x7b
const CLOSE_OBJECT = 0x7d

/** 1 for the bytes that do not end a text, and have no other meaning in it. */
const IN_TEXT = new Uint8Array(256).fill(1)
for (const byte of [QUOTE, BACKSLASH, LINE_FEED, CARRIAGE_RETURN, RECORD_SEPARATOR]) IN_TEXT[byte] = 0

/** 1 for the bytes that end a number, or a word such as `true`. */
const ENDS_WORD = new Uint8Array(256)
for (const byte of [TAB, LINE_FEED, CARRIAGE_RETURN, RECORD_SEPARATOR, BLANK, QUOTE]) ENDS_WORD[byte] = 1
for (const byte of [COMMA, COLON, OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT]) ENDS_WORD[byte] = 1

/** What stood last that is no blank: a bracket that opened, a comma, a colon, or (0) what ends a value. */
const VALUE = 0

/**
 * Finds where a value of JSON ends, by quotes and brackets alone, chunk by chunk: what stands between these is for `JSON.parse` to judge.
 *
 * It says at once where a quote or bracket stands that cannot stand there, so that one that is missing does not turn what follows inside out.
 */
export class ValueEnd {
  readonly #lines: LineCount
  /** What it is: a text, an object or an array; a number or a word such as `true`; or no value, but the rest of a line. */
  kind: "nested" | "word" | "line" = "nested"
  /** The brackets that are open. */
  readonly #open: number[] = []
  #last = VALUE
  #isInText = false
  #isEscaped = false

  constructor(lines: LineCount) {
    this.#lines = lines
  }

  /** Begins with the first byte of a value. */
  begin(byte: number): void {
    const isNested = byte === QUOTE || byte === OPEN_OBJECT || byte === OPEN_ARRAY
    this.kind = isNested ? "nested" : "word"
    this.#open.length = 0
    this.#last = COLON
    this.#isInText = false
    this.#isEscaped = false
  }

  /** Where the value ends, looking on from one byte to another one; else `GOES_ON` or `IS_DAMAGED`. `offset`: where `bytes` starts in the source. */
  find(bytes: Uint8Array, from: number, offset: number): number {
    if (this.kind === "nested") return this.#endOfNested(bytes, from, offset)
    const ends = this.kind === "word" ? (byte: number) => ENDS_WORD[byte] === 1 : isLineEnd
    for (let at = from; at < bytes.length; at += 1) if (ends(bytes[at] ?? 0)) return at
    return GOES_ON
  }

  #endOfNested(bytes: Uint8Array, from: number, offset: number): number {
    let at = from
    while (at < bytes.length) {
      if (this.#isInText) {
        at = this.#endOfText(bytes, at)
        if (at < 0) return at
        if (this.#open.length === 0) return at
        continue
      }
      const byte = bytes[at] ?? 0
      switch (byte) {
        case BLANK:
        case TAB:
          break
        case LINE_FEED:
        case CARRIAGE_RETURN:
          this.#lines.see(byte, offset + at)
          break
        case RECORD_SEPARATOR:
          return IS_DAMAGED
        case QUOTE:
          if (this.#last === VALUE) return IS_DAMAGED
          this.#isInText = true
          break
        case OPEN_OBJECT:
        case OPEN_ARRAY:
          if (!this.#mayOpen()) return IS_DAMAGED
          this.#open.push(byte)
          this.#last = byte
          break
        case CLOSE_OBJECT:
        case CLOSE_ARRAY:
          // Each bracket is two before the one that closes it.
          if (this.#open.pop() !== byte - 2) return IS_DAMAGED
          this.#last = VALUE
          if (this.#open.length === 0) return at + 1
          break
        case COMMA:
        case COLON:
          this.#last = byte
          break
        default:
          this.#last = VALUE
      }
      at += 1
    }
    return GOES_ON
  }

  /** Whether an object or array may start here. */
  #mayOpen(): boolean {
    if (this.#last === COLON) return true
    return this.#open.at(-1) === OPEN_ARRAY && this.#last !== VALUE
  }

  /** Behind the closing quote. */
  #endOfText(bytes: Uint8Array, from: number): number {
    let at = from
    if (this.#isEscaped) {
      this.#isEscaped = false
      at += 1
    }
    for (; at < bytes.length; at += 1) {
      const byte = bytes[at] ?? 0
      if (IN_TEXT[byte] === 1) continue
      if (byte === BACKSLASH) {
        if (at + 1 === bytes.length) this.#isEscaped = true
        at += 1
        continue
      }
      // JSON has no line end in a text, and no record separator.
      if (byte !== QUOTE) return IS_DAMAGED
      this.#isInText = false
      this.#last = VALUE
      return at + 1
    }
    return GOES_ON
  }
}

function isLineEnd(byte: number): boolean {
  return byte === LINE_FEED || byte === CARRIAGE_RETURN
}
