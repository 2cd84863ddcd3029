import { ByteWindow } from "../text/byte-window.ts"
import { hasWrongCharacter } from "../text/character-problem.ts"
import { propertyName } from "../text/property-name.ts"
import type { SourceDataRecord } from "../../source-data-record.ts"
import { DEFAULT_BIG_INTEGERS, bigInteger } from "./big-integers.ts"
import type { BigIntegers } from "./big-integers.ts"
import { isUnsafe } from "./unsafe-number.ts"

/** A name of a property, as it is spelled in lines before. */
interface KnownName {
  readonly name: string
  /** A copy of the name as it is spelled, with its closing quote and the colon. */
  readonly bytes: Uint8Array
  /** The name that came after it the last time. */
  next: KnownName | undefined
  /** The object in which it was seen last. */
  seenIn: number
  /** For each depth, the last object there with the name, where a line has it twice; undefined as long as none has. */
  seenAt: Int32Array | undefined
}

/** More different names than this, or longer ones, are no schema but data, and are not remembered. */
const MAX_KNOWN_NAMES = 1_000
const MAX_NAME_BYTES = 256
/** `JSON.parse` needs no stack for what is nested. */
const MAX_DEPTH = 32
/** Doubles hold all whole numbers of so many digits; divided by a power of ten that they hold too, they give the double next to the decimal. */
const MAX_DIGITS = 15
const POWERS_OF_TEN: readonly number[] = Array.from({ length: MAX_DIGITS + 1 }, (_, power) => 10 ** power)
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
/** The texts of a line share its own text, which costs a third of copying each: whoever keeps one keeps the line, unless it is longer than this. */
const MAX_SHARED_BYTES = 1_024
/** After so many lines in a row that are not plain, only one of as many is tried. */
const TRIES = 16

const BLANK = 0x20
const QUOTE = 0x22
const COMMA = 0x2c
const MINUS = 0x2d
const POINT = 0x2e
const ZERO = 0x30
const NINE = 0x39
const COLON = 0x3a
const OPEN_ARRAY = 0x5b
const CAPITAL_E = 0x45
const BACKSLASH = 0x5c
const CLOSE_ARRAY = 0x5d
const LETTER_E = 0x65
const LETTER_F = 0x66
const LETTER_N = 0x6e
const LETTER_T = 0x74
const OPEN_OBJECT = 0x7b
const CLOSE_OBJECT = 0x7d
const NOT_ASCII = 0x80

/** With so many objects, their numbers fit into 31 bits, depths included. */
const MAX_OBJECTS = 2 ** 30 / MAX_DEPTH

function newName(name: string, bytes: Uint8Array): KnownName {
  return { name, bytes, next: undefined, seenIn: -1, seenAt: undefined }
}

const NO_WINDOW = new ByteWindow(0)

/** 1 for the bytes that stand for themselves in a text. */
const PLAIN = new Uint8Array(256).fill(1, 0x20, 0x80)
PLAIN[QUOTE] = 0
PLAIN[BACKSLASH] = 0

/**
 * Reads lines of JSON that are written plainly, as programs write nearly all; gives just what `JSON.parse` gives.
 *
 * In half of its time (Node 20, lines of events: 0.7 µs instead of 1.5 µs, with what looks for numbers that lose digits): `JSON.parse` looks up
 * each name, and enters each short text into a table of the whole program. Here the names are guessed from the line before, and what
 * is not plain is left to `JSON.parse`: numbers that lose digits, white space other than single blanks, names that every object has or that
 * come twice, and what is no JSON at all (docs/decisions/0010-own-json-reader.md).
 */
export class PlainJsonReader {
  /** By how they are spelled. */
  readonly #known = new Map<string, KnownName>()
  #lastName: KnownName = newName("", new Uint8Array(0))
  /** In all lines. */
  #objectCount = 0
  /** The number of the first object of the line. */
  #firstObject = 0
  readonly #bigIntegers: BigIntegers
  #window: ByteWindow = NO_WINDOW
  #bytes: Uint8Array = NO_WINDOW.bytes
  #start = 0
  #end = 0
  /** The line as Latin-1, or nothing if it is long. */
  #line = ""
  /** The byte to be read next. */
  #at = 0
  /** Lines in a row that were not plain. */
  #failures = 0

  constructor(bigIntegers: BigIntegers = DEFAULT_BIG_INTEGERS) {
    this.#bigIntegers = bigIntegers
  }

  /** The object that a line says, given where its content stands in a window; `undefined` if it is not plain, or no object. */
  read(window: ByteWindow, start: number, end: number): SourceDataRecord<unknown> | undefined {
    if (this.#failures >= TRIES && this.#failures % TRIES !== 0) {
      this.#failures += 1
      return undefined
    }
    if (this.#objectCount > MAX_OBJECTS) this.#forget()
    this.#firstObject = this.#objectCount * MAX_DEPTH
    this.#window = window
    this.#bytes = window.bytes
    this.#start = start
    this.#end = end
    this.#at = start
    this.#line = end - start <= MAX_SHARED_BYTES ? window.latin1(start, end) : ""
    const record = this.#bytes[start] === OPEN_OBJECT ? this.#object(0) : undefined
    // What ends before the line does, or goes on behind it, is not plain.
    const isPlain = record !== undefined && this.#at === end
    this.#failures = isPlain ? 0 : this.#failures + 1
    return isPlain ? record : undefined
  }

  /** Like all methods below, gives `undefined` for what is not plain; no value of JSON is that. */
  #value(depth: number): unknown {
    switch (this.#bytes[this.#at] ?? 0) {
      case QUOTE:
        return this.#text()
      case OPEN_OBJECT:
        return this.#object(depth)
      case OPEN_ARRAY:
        return this.#array(depth)
      case LETTER_T:
        return this.#word("true", true)
      case LETTER_F:
        return this.#word("false", false)
      case LETTER_N:
        return this.#word("null", null)
      default:
        return this.#number()
    }
  }

  #object(depth: number): SourceDataRecord<unknown> | undefined {
    if (depth === MAX_DEPTH) return undefined
    const record: SourceDataRecord<unknown> = {}
    const object = this.#objectCount * MAX_DEPTH + depth
    this.#objectCount += 1
    this.#takes(OPEN_OBJECT)
    if (this.#takes(CLOSE_OBJECT)) return record
    do {
      const known = this.#name()
      // A name that comes twice is for others to say.
      if (known === undefined || this.#isSecond(known, object)) return undefined
      const value = this.#value(depth + 1)
      if (value === undefined) return undefined
      record[known.name] = value
    } while (this.#takes(COMMA))
    return this.#takes(CLOSE_OBJECT) ? record : undefined
  }

  /** Whether a name was seen in the same object before. */
  #isSecond(known: KnownName, object: number): boolean {
    const before = known.seenIn
    known.seenIn = object
    if (before < this.#firstObject) return false
    // An object that is still open lies at another depth than those within it.
    const seenAt = (known.seenAt ??= new Int32Array(MAX_DEPTH).fill(-1))
    seenAt[before % MAX_DEPTH] = before
    return seenAt[object % MAX_DEPTH] === object
  }

  /** Counts the objects anew. */
  #forget(): void {
    this.#known.clear()
    this.#lastName = newName("", new Uint8Array(0))
    this.#objectCount = 0
  }

  #array(depth: number): unknown[] | undefined {
    if (depth === MAX_DEPTH) return undefined
    const values: unknown[] = []
    this.#takes(OPEN_ARRAY)
    if (this.#takes(CLOSE_ARRAY)) return values
    do {
      const value = this.#value(depth + 1)
      if (value === undefined) return undefined
      values.push(value)
    } while (this.#takes(COMMA))
    return this.#takes(CLOSE_ARRAY) ? values : undefined
  }

  /** Moves behind a mark, and the blanks around it, if the mark is there. */
  #takes(mark: number): boolean {
    const bytes = this.#bytes
    const at = bytes[this.#at] === BLANK ? this.#at + 1 : this.#at
    if (bytes[at] !== mark) return false
    this.#at = bytes[at + 1] === BLANK ? at + 2 : at + 1
    return true
  }

  /** A name; moves behind its colon. */
  #name(): KnownName | undefined {
    const bytes = this.#bytes
    if (bytes[this.#at] !== QUOTE) return undefined
    const from = this.#at + 1
    const guess = this.#lastName.next
    const known = guess !== undefined && this.#isAt(from, guess.bytes) ? guess : this.#lookUp(from)
    if (known === undefined) return undefined
    const to = from + known.bytes.length
    this.#at = bytes[to] === BLANK ? to + 1 : to
    this.#lastName.next = known
    this.#lastName = known
    return known
  }

  #isAt(from: number, expected: Uint8Array): boolean {
    const bytes = this.#bytes
    for (let index = 0; index < expected.length; index += 1)
      if (bytes[from + index] !== expected[index]) return false
    return true
  }

  #lookUp(from: number): KnownName | undefined {
    const name = this.#text()
    const to = this.#at + 1
    if (name === undefined || this.#bytes[to - 1] !== COLON || to - from > MAX_NAME_BYTES) return undefined
    const spelling = this.#window.latin1(from, to)
    const known = this.#known.get(spelling)
    if (known !== undefined) return known
    // Assigning to `__proto__` makes no property.
    if (name in Object.prototype || this.#known.size === MAX_KNOWN_NAMES) return undefined
    const bytes = Uint8Array.from(this.#bytes.subarray(from, to))
    const added = newName(propertyName(name), bytes)
    this.#known.set(spelling, added)
    return added
  }

  #text(): string | undefined {
    const bytes = this.#bytes
    const from = this.#at + 1
    let to = from
    let isAscii = true
    let isEscaped = false
    for (; to < this.#end; to += 1) {
      const byte = bytes[to] ?? 0
      if (PLAIN[byte] === 1) continue
      if (byte >= NOT_ASCII) isAscii = false
      else if (byte === BACKSLASH) {
        isEscaped = true
        to += 1
      } else break
    }
    if (bytes[to] !== QUOTE) return undefined
    this.#at = to + 1
    if (isEscaped) return this.#unescaped(from - 1, to + 1)
    if (!isAscii) return this.#window.decode(from, to)
    const start = this.#start
    return this.#line === "" ? this.#window.latin1(from, to) : this.#line.slice(from - start, to - start)
  }

  /** A text with escapes in it, given where it stands with its quotes. */
  #unescaped(from: number, to: number): string | undefined {
    const json = this.#window.decode(from, to)
    try {
      const text = json === undefined ? undefined : (JSON.parse(json) as string)
      // Where a NUL or half of a surrogate pair stands is for others to say.
      return text === undefined || hasWrongCharacter(text) ? undefined : text
    } catch {
      return undefined
    }
  }

  #number(): number | string | bigint | undefined {
    const bytes = this.#bytes
    const isNegative = bytes[this.#at] === MINUS
    const from = isNegative ? this.#at + 1 : this.#at
    let digits = 0
    let fractionFrom = 0
    let to = from
    for (; to < this.#end; to += 1) {
      const byte = bytes[to] ?? 0
      if (byte >= ZERO && byte <= NINE) digits = digits * 10 + byte - ZERO
      else if (byte === POINT && fractionFrom === 0) fractionFrom = to + 1
      else break
    }
    const wholeDigits = (fractionFrom === 0 ? to : fractionFrom - 1) - from
    const fractionDigits = fractionFrom === 0 ? 0 : to - fractionFrom
    if (wholeDigits === 0 || (wholeDigits > 1 && bytes[from] === ZERO) || to === fractionFrom)
      return undefined
    const hasExponent = bytes[to] === LETTER_E || bytes[to] === CAPITAL_E
    if (hasExponent || wholeDigits + fractionDigits > MAX_DIGITS) return this.#longNumber()
    this.#at = to
    const size = digits / (POWERS_OF_TEN[fractionDigits] ?? 1)
    return isNegative ? -size : size
  }

  /** A number that may lose digits; if it does, that is for others to say. */
  #longNumber(): number | string | bigint | undefined {
    NUMBER.lastIndex = this.#at
    const [json = ""] = NUMBER.exec(this.#window.text) ?? []
    const big = bigInteger(json, this.#bigIntegers)
    if (json === "" || (big === undefined && isUnsafe(json))) return undefined
    this.#at += json.length
    return big ?? Number(json)
  }

  #word<Value>(word: string, value: Value): Value | undefined {
    for (let index = 0; index < word.length; index += 1)
      if (this.#bytes[this.#at + index] !== word.charCodeAt(index)) return undefined
    this.#at += word.length
    return value
  }
}
