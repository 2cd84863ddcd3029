import { blankBehind, closesSoon } from "./quote-behind-blanks.ts"
import { isReturnInText } from "./csv-marks.ts"
import type { CsvMarks } from "./csv-marks.ts"
import { RecordExcerpt } from "../text/record-excerpt.ts"

const LINE_FEED = 0x0a
const CARRIAGE_RETURN = 0x0d

/** Where in a row the next byte stands. */
type RowState = "field-start" | "behind-blanks" | "unquoted" | "quoted" | "behind-quote"

/** A row of CSV that is too large to be kept: it goes by piece by piece, and only where it ends is looked for. */
export class OversizedRow {
  readonly excerpt: RecordExcerpt = new RecordExcerpt()
  /** Line ends within quotes, as `lineByte` counts them. */
  lineEnds = 0
  /** The same, before the last quoted field. */
  lineEndsBeforeQuote = 0
  readonly #marks: CsvMarks
  readonly #lineByte: number
  #state: RowState = "field-start"
  /** The bytes of a blank at the start of a field that goes on. */
  #begunBlank = 0
  #isUndecided = false
  /** How many bytes of a delimiter were just seen. */
  #delimiterBytes = 0
  /** Whether the next byte means nothing; behind an escaped carriage return, whether a line feed does not. */
  #escaped: "next" | "line-feed" | undefined

  constructor(marks: CsvMarks, lineByte: number) {
    this.#marks = marks
    this.#lineByte = lineByte
  }

  /** True if a quote is open behind what was taken. */
  get isQuoteOpen(): boolean {
    return this.#state === "quoted"
  }

  /** True if only more bytes tell whether the quote where `take` stopped opens a field. */
  get isUndecided(): boolean {
    return this.#isUndecided
  }

  /**
   * Takes bytes of the row; gives where the line end is that ends it, or the end of the bytes if it goes on behind them.
   *
   * @param ended whether nothing comes after these bytes
   */
  take(bytes: Buffer, from: number, ended: boolean): number {
    this.#isUndecided = false
    let at = from
    for (; at < bytes.length; at += 1) {
      if (bytes[at] === this.#marks.quote && this.#state === "behind-blanks" && this.#begunBlank === 0) {
        this.#passQuoteBehindBlanks(bytes, at, ended)
        if (this.#isUndecided) break
      } else if (this.#isReturnInText(bytes, at, ended)) {
        if (this.#isUndecided) break
      } else if (this.#endsAt(bytes[at] ?? 0)) break
    }
    this.excerpt.add(bytes.subarray(from, at))
    return at
  }

  #passQuoteBehindBlanks(bytes: Buffer, at: number, ended: boolean): void {
    const context = { marks: this.#marks, lineByte: this.#lineByte, ended }
    const isQuoted = closesSoon(bytes, at, context)
    this.#isUndecided = isQuoted === undefined
    if (isQuoted === undefined) return
    this.#state = isQuoted ? "quoted" : "unquoted"
    if (isQuoted) this.lineEndsBeforeQuote = this.lineEnds
  }

  #isReturnInText(bytes: Buffer, at: number, ended: boolean): boolean {
    const isOther = this.#marks.escape === -1 || this.#lineByte !== LINE_FEED || this.#state === "quoted"
    if (isOther || this.#escaped === "next") return false
    const isText = isReturnInText(bytes, at, this.#marks, ended)
    this.#isUndecided = isText === undefined
    if (isText === true) {
      this.#state = "unquoted"
      this.#escaped = undefined
    }
    return isText !== false
  }

  #endsAt(byte: number): boolean {
    const { escape, quote } = this.#marks
    if (this.#escaped !== undefined && this.#passEscaped(byte)) return false
    if (byte === escape) {
      this.#escaped = "next"
      if (this.#state !== "quoted") this.#state = "unquoted"
      return false
    }
    if (this.#state === "quoted") {
      if (byte === quote) this.#state = "behind-quote"
      else if (byte === this.#lineByte) this.lineEnds += 1
      return false
    }
    if (byte === LINE_FEED || byte === CARRIAGE_RETURN) return true
    if (this.#endsDelimiter(byte)) {
      this.#state = "field-start"
      this.#begunBlank = 0
    } else if (byte === quote && (this.#state === "field-start" || this.#state === "behind-quote")) {
      if (this.#state === "field-start") this.lineEndsBeforeQuote = this.lineEnds
      this.#state = "quoted"
    } else this.#passOther(byte)
    return false
  }

  /** Whether a byte behind an escape is passed over. */
  #passEscaped(byte: number): boolean {
    const isFirst = this.#escaped === "next"
    this.#escaped = isFirst && byte === CARRIAGE_RETURN ? "line-feed" : undefined
    if (!isFirst && byte !== LINE_FEED) return false
    if (byte === this.#lineByte) this.lineEnds += 1
    return true
  }

  #endsDelimiter(byte: number): boolean {
    const { delimiter } = this.#marks
    if (byte !== delimiter[this.#delimiterBytes]) this.#delimiterBytes = 0
    if (byte === delimiter[this.#delimiterBytes]) this.#delimiterBytes += 1
    if (this.#delimiterBytes < delimiter.length) return false
    this.#delimiterBytes = 0
    return true
  }

  /** A field that starts with blanks may still open with a quote. */
  #passOther(byte: number): void {
    const isAtStart = this.#state === "field-start" || this.#state === "behind-blanks"
    const begun = isAtStart ? blankBehind(this.#begunBlank, byte) : undefined
    this.#begunBlank = begun ?? 0
    this.#state = begun === undefined ? "unquoted" : "behind-blanks"
  }
}
