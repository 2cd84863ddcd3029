import type { ByteWindow } from "../text/byte-window.ts"
import { isByteOrderMark } from "../text/byte-order-mark.ts"
import type { FoundText } from "../text/found-text.ts"
import type { RecordScanner } from "../text/read-items.ts"
import { RecordExcerpt } from "../text/record-excerpt.ts"
import type { ScanFailure } from "../text/scan-failure.ts"
import { endOfDamaged } from "./end-of-damaged.ts"
import type { JsonTop } from "./json-top.ts"
import { CARRIAGE_RETURN, LINE_FEED, LineCount } from "./line-count.ts"
import { GOES_ON, IS_DAMAGED, ValueEnd } from "./value-end.ts"
import { whatFollows } from "./what-follows.ts"

/** Where the records are, and where scanning starts. */
export interface JsonScannerOptions extends JsonTop {
  readonly maxRecordBytes: number
  /** The names that lead to the records; none where they stand at the top. */
  readonly path: readonly string[]
  readonly start: JsonStart
}

/** Where in a file scanning starts. */
export interface JsonStart {
  /** That of the first byte of the window behind its index. */
  readonly lineNumber: number
  /** Where that line starts, in bytes from the start of the source; undefined where other things than blanks stand before the index. */
  readonly lineStart: number | undefined
  /** Whether the next thing is a record: the value at the path, or in the array there. Undefined: it is the top. */
  readonly within?: "array" | "path" | undefined
}

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

/** How a value starts. */
const STARTS_VALUE = /[{["\-\dtfn]/
const WORD = /^(?:true|false|null|-?\d[\d.eE+-]*)$/
/** A longer name is none of a path; it would have to be in memory as a whole. */
const MAX_NAME_BYTES = 65_536
const MAX_NAMES_SAID = 20

/**
 * Finds the records in JSON: the elements of an array, or the values that stand one after the other, at the top or at a path of names.
 *
 * Between records there may be white space, commas, record separators (RFC 7464) and byte order marks. What else stands there is given as a
 * record, to the end of its line. Of what is outside of the path, only quotes and brackets are looked at.
 */
export class JsonScanner implements FoundText, RecordScanner {
  lineNumber: number = 0
  byteOffset: number = 0
  failure: ScanFailure | undefined

  readonly window: ByteWindow
  readonly maxRecordBytes: number
  readonly #path: readonly string[]
  readonly #isArray: boolean
  readonly #isSequence: boolean
  readonly #lines: LineCount
  readonly #value: ValueEnd
  #isInArray: boolean
  /** How many objects of the path are open. */
  #level: number
  /** Whether the name was that of the path; undefined where no value is expected. */
  #isOnPath: boolean | undefined
  /** Other names, where one of the path is looked for. */
  readonly #otherNames = new Set<string>()
  #hasFoundPath: boolean
  /** Whether only blanks stand before what comes next, on its line. */
  #isFirstOnLine: boolean
  /** What is being read. */
  #reading: "nothing" | "record" | "other" = "nothing"
  /** How much of it was looked at, behind the window's index. */
  #seenBytes = 0
  #indent: number | undefined
  #passing: RecordExcerpt | undefined
  #excerpt: RecordExcerpt | undefined
  #startByte = 0
  #endByte = 0

  constructor(window: ByteWindow, { isArray, isSequence, maxRecordBytes, path, start }: JsonScannerOptions) {
    const { lineNumber, lineStart, within } = start
    this.window = window
    this.maxRecordBytes = maxRecordBytes
    this.#path = path
    this.#isArray = isArray
    this.#isSequence = isSequence
    this.#lines = new LineCount(lineNumber, lineStart ?? 0)
    this.#value = new ValueEnd(this.#lines)
    this.#isFirstOnLine = lineStart !== undefined
    this.#isInArray = within === "array"
    this.#level = within === undefined ? 0 : path.length
    this.#isOnPath = within === "path" ? true : undefined
    this.#hasFoundPath = within !== undefined
  }

  get startByte(): number {
    return this.#startByte
  }

  get endByte(): number {
    return this.#endByte
  }

  get text(): string | undefined {
    const { isAscii, text } = this.window
    if (isAscii) return text.slice(this.#startByte, this.#endByte)
    return this.window.decode(this.#startByte, this.#endByte)
  }

  get isTooLarge(): boolean {
    return this.#excerpt !== undefined
  }

  get recordBytes(): number {
    return this.#excerpt?.recordBytes ?? this.#endByte - this.#startByte
  }

  get ownBytes(): Buffer {
    return this.#excerpt?.bytes ?? this.window.bytes.subarray(this.#startByte, this.#endByte)
  }

  next(): boolean {
    this.#excerpt = undefined
    while (this.failure === undefined && (this.#reading !== "nothing" || this.#findStart())) {
      const isRecord = this.#reading === "record"
      if (!this.#readToEnd()) return false
      this.#reading = "nothing"
      if (isRecord) return true
    }
    return false
  }

  /** Moves to the start of the next value; false if the window holds none. */
  #findStart(): boolean {
    const { window } = this
    const { bytes } = window
    for (;;) {
      const byte = bytes[window.index]
      if (byte === undefined) return this.#endOfWindow()
      if (byte === LINE_FEED || byte === CARRIAGE_RETURN) {
        this.#lines.see(byte, window.offset + window.index)
        this.#isFirstOnLine = true
      } else if (byte === RECORD_SEPARATOR) this.#lines.lineStart += 1
      else if (byte === COMMA) this.#isFirstOnLine = false
      else if (byte !== BLANK && byte !== TAB) {
        const what = this.#see(byte)
        if (what === "record" || what === "other") {
          this.#begin(what, byte)
          return true
        }
        if (what === "more") return this.#endOfWindow()
        if (what === "failure") return false
        window.index += what
        continue
      }
      window.index += 1
    }
  }

  /** What to do about a byte between values: to begin one there, or to pass over so many bytes. */
  #see(byte: number): "record" | "other" | "more" | "failure" | number {
    const { bytes, ended, index } = this.window
    if (byte === 0xef && index + 2 >= bytes.length && !ended) return "more"
    if (isByteOrderMark(bytes, index)) {
      this.#lines.lineStart += 3
      return 3
    }
    if (this.#isInArray) {
      if (byte !== CLOSE_ARRAY) return "record"
      this.#isInArray = false
      this.#isFirstOnLine = false
      return 1
    }
    if (this.#path.length > 0) return this.#seeOutside(byte)
    if (!this.#isArray) return "record"
    if (byte !== OPEN_ARRAY) return this.#fail("behind-array")
    return this.#openArray()
  }

  #openArray(): number {
    this.#isInArray = true
    this.#hasFoundPath = true
    this.#isFirstOnLine = false
    return 1
  }

  /** The same on the way to the path. */
  #seeOutside(byte: number): "record" | "other" | "more" | "failure" | number {
    this.#isFirstOnLine = false
    if (this.#level === 0) {
      if (byte !== OPEN_OBJECT) return "other"
      this.#level = 1
      return 1
    }
    if (this.#isOnPath !== undefined) {
      if (byte === COLON) return 1
      return this.#seeValue(byte, this.#isOnPath)
    }
    if (byte === CLOSE_OBJECT) {
      this.#level -= 1
      return 1
    }
    return byte === QUOTE ? this.#seeName() : this.#fail("damaged")
  }

  #seeValue(byte: number, isOnPath: boolean): "record" | "other" | number {
    this.#isOnPath = undefined
    const isTarget = isOnPath && this.#level === this.#path.length
    if (isTarget && byte === OPEN_ARRAY) return this.#openArray()
    if (isTarget && byte === OPEN_OBJECT) {
      this.#hasFoundPath = true
      return "record"
    }
    if (!isOnPath || isTarget || byte !== OPEN_OBJECT) return "other"
    this.#level += 1
    return 1
  }

  #seeName(): "more" | "failure" | number {
    const { bytes, ended, index } = this.window
    this.#value.begin(QUOTE)
    const end = this.#value.find(bytes, index, this.window.offset)
    if (end === GOES_ON && !ended && bytes.length - index < MAX_NAME_BYTES) return "more"
    const name = end < 0 ? undefined : nameIn(this.window.decode(index, end))
    if (name === undefined) return this.#fail("damaged")
    this.#isOnPath = name === this.#path[this.#level - 1]
    if (!this.#isOnPath && this.#otherNames.size < MAX_NAMES_SAID) this.#otherNames.add(name)
    return end - index
  }

  #begin(what: "record" | "other", byte: number): void {
    const { index, offset } = this.window
    this.#reading = what
    this.#seenBytes = 0
    this.lineNumber = this.#lines.lineNumber
    this.byteOffset = offset + index
    this.#indent = this.#isFirstOnLine ? this.byteOffset - this.#lines.lineStart : undefined
    this.#isFirstOnLine = false
    this.#value.begin(byte)
    if (!STARTS_VALUE.test(String.fromCharCode(byte))) this.#value.kind = "line"
  }

  /** Reads a value to its end; false if it goes on behind the window, or after a failure. */
  #readToEnd(): boolean {
    const { window } = this
    const { bytes, ended, index } = window
    let end = this.#value.find(bytes, index + this.#seenBytes, window.offset)
    if (end === GOES_ON && ended && this.#value.kind !== "nested") end = bytes.length
    if (end >= 0 && this.#isNoWord(index, end)) {
      this.#value.kind = "line"
      end = this.#value.find(bytes, end, window.offset)
      if (end === GOES_ON && ended) end = bytes.length
    }
    if (this.#value.kind === "line" && this.#mayHideEnd()) {
      this.#fail("damaged")
      return false
    }
    if (end >= 0) return this.#endIfGood(end)
    if (end === IS_DAMAGED || ended) return this.#endDamaged(end === IS_DAMAGED ? "damaged" : "cut-off")
    this.#seenBytes = bytes.length - index
    this.#waitForMore()
    return false
  }

  /** Whether it begins like a number or a word, but is none. */
  #isNoWord(start: number, end: number): boolean {
    const isHeld = this.#reading === "record" && this.#passing === undefined
    return isHeld && this.#value.kind === "word" && !WORD.test(this.window.latin1(start, end))
  }

  /** Whether a line that holds no value may hold the end of what the records are in. */
  #mayHideEnd(): boolean {
    return this.#path.length > 0 || (this.#isInArray && this.#indent === undefined)
  }

  /** Ends a value where it seems to end, unless what follows shows that it goes on: that a quote or a bracket is missing in it, or too many. */
  #endIfGood(end: number): boolean {
    const { window } = this
    const isHeld = this.#reading === "record" && this.#passing === undefined
    if (!isHeld || this.#value.kind !== "nested") return this.#endAt(end)
    const follows = whatFollows(window.bytes, end, {
      isInArray: this.#isInArray,
      isOnPath: this.#path.length > 0,
      isLast: window.ended,
    })
    if (follows === "fitting") return this.#endAt(end)
    if (follows === "unfitting") return this.#endDamaged("damaged", end)
    this.#waitFromStart()
    return false
  }

  #endAt(end: number): boolean {
    const { window } = this
    const start = window.index
    window.index = end
    if (this.#reading === "other") return true
    this.#startByte = start
    this.#endByte = end
    if (this.#passing === undefined && end - start > this.maxRecordBytes) this.#passing = new RecordExcerpt()
    this.#passing?.add(window.bytes.subarray(start, end))
    this.#excerpt = this.#passing
    this.#passing = undefined
    return true
  }

  /** Keeps of what is read as much as may be needed. */
  #waitForMore(): void {
    const { window } = this
    const isTooLarge = this.#seenBytes > this.maxRecordBytes
    if (this.#reading === "record" && isTooLarge) this.#passing ??= new RecordExcerpt()
    if (this.#reading === "record" && this.#passing === undefined) {
      window.wait(this.maxRecordBytes + 1)
      return
    }
    this.#passing?.add(window.bytes.subarray(window.index))
    window.index = window.bytes.length
    this.#seenBytes = 0
    window.wait(1)
  }

  /**
   * Ends a record of which quotes or brackets do not fit where it surely ends; false if that is nowhere, or not yet in the window.
   * `seemingEnd`: where its brackets are closed.
   */
  #endDamaged(how: "cut-off" | "damaged", seemingEnd = 0): boolean {
    const { window } = this
    const { ended, index } = window
    const text = window.text.slice(index)
    const isHeld = this.#reading === "record" && this.#passing === undefined
    const end = isHeld
      ? endOfDamaged({
          text,
          indent: this.#indent,
          isInArray: this.#isInArray,
          isWithin: this.#path.length > 0,
          isSequence: this.#isSequence,
          isLast: ended,
        })
      : undefined
    if (end === "more" && text.length <= this.maxRecordBytes) {
      this.#waitFromStart()
      return false
    }
    const isLastOfAll = how === "cut-off" && isHeld && !this.#isInArray && this.#path.length === 0
    const found = typeof end === "number" ? end : isLastOfAll ? text.trimEnd().length : undefined
    if (found === undefined || index + found < seemingEnd) {
      this.#fail(how)
      return false
    }
    this.#begins()
    for (let at = index; at < index + found; at += 1) {
      const byte = window.bytes[at] ?? 0
      if (byte === LINE_FEED || byte === CARRIAGE_RETURN) this.#lines.see(byte, window.offset + at)
    }
    return this.#endAt(index + found)
  }

  /** Waits for more, to look at the record once more from its start. */
  #waitFromStart(): void {
    this.#begins()
    this.window.wait(this.maxRecordBytes + 1)
  }

  /** Goes back to the start of the record. */
  #begins(): void {
    const { bytes, index } = this.window
    this.#seenBytes = 0
    this.#lines.lineNumber = this.lineNumber
    this.#lines.lineStart = this.byteOffset - (this.#indent ?? 0)
    this.#value.begin(bytes[index] ?? 0)
  }

  /** Always false: what there was was looked at. */
  #endOfWindow(): false {
    const { window } = this
    if (!window.ended) window.wait(window.bytes.length - window.index + 1)
    else if (this.#isInArray || this.#level > 0) this.#fail("cut-off")
    else if (this.#path.length > 0 && !this.#hasFoundPath && window.offset + window.index > 0)
      this.#fail("no-path")
    return false
  }

  #fail(kind: "behind-array" | "cut-off" | "damaged" | "no-path"): "failure" {
    const lineNumber = this.#reading === "nothing" ? this.#lines.lineNumber : this.lineNumber
    this.failure =
      kind === "no-path" ? { kind, lineNumber, names: [...this.#otherNames] } : { kind, lineNumber }
    return "failure"
  }
}

function nameIn(json: string | undefined): string | undefined {
  try {
    return json === undefined ? undefined : (JSON.parse(json) as string)
  } catch {
    return undefined
  }
}
