import { blankBehind, closesSoon } from "./quote-behind-blanks.ts"
import type { CsvDelimiter } from "./csv-delimiter.ts"
import { RecordExcerpt } from "../text/record-excerpt.ts"

const QUOTE = 0x22
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
  readonly #delimiter: number
  readonly #lineByte: number
  #state: RowState = "field-start"
  /** The bytes of a blank at the start of a field that goes on. */
  #begunBlank = 0
  #isUndecided = false

  constructor(delimiter: CsvDelimiter, lineByte: number) {
    this.#delimiter = delimiter.charCodeAt(0)
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
      if (bytes[at] === QUOTE && this.#state === "behind-blanks" && this.#begunBlank === 0) {
        this.#passQuoteBehindBlanks(bytes, at, ended)
        if (this.#isUndecided) break
      } else if (this.#endsAt(bytes[at] ?? 0)) break
    }
    this.excerpt.add(bytes.subarray(from, at))
    return at
  }

  #passQuoteBehindBlanks(bytes: Buffer, at: number, ended: boolean): void {
    const context = { delimiter: this.#delimiter, lineByte: this.#lineByte, ended }
    const isQuoted = closesSoon(bytes, at, context)
    this.#isUndecided = isQuoted === undefined
    if (isQuoted === undefined) return
    this.#state = isQuoted ? "quoted" : "unquoted"
    if (isQuoted) this.lineEndsBeforeQuote = this.lineEnds
  }

  #endsAt(byte: number): boolean {
    if (this.#state === "quoted") {
      if (byte === QUOTE) this.#state = "behind-quote"
      else if (byte === this.#lineByte) this.lineEnds += 1
      return false
    }
    if (byte === LINE_FEED || byte === CARRIAGE_RETURN) return true
    if (byte === this.#delimiter) {
      this.#state = "field-start"
      this.#begunBlank = 0
    } else if (byte === QUOTE && (this.#state === "field-start" || this.#state === "behind-quote")) {
      if (this.#state === "field-start") this.lineEndsBeforeQuote = this.lineEnds
      this.#state = "quoted"
    } else this.#passOther(byte)
    return false
  }

  /** A field that starts with blanks may still open with a quote. */
  #passOther(byte: number): void {
    const isAtStart = this.#state === "field-start" || this.#state === "behind-blanks"
    const begun = isAtStart ? blankBehind(this.#begunBlank, byte) : undefined
    this.#begunBlank = begun ?? 0
    this.#state = begun === undefined ? "unquoted" : "behind-blanks"
  }
}
