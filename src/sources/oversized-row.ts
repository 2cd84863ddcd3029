import { blankBehind } from "./quote-behind-blanks.ts"
import type { CsvDelimiter } from "./csv-delimiter.ts"
import { RecordExcerpt } from "./record-excerpt.ts"

const QUOTE = 0x22
const LINE_FEED = 0x0a
const CARRIAGE_RETURN = 0x0d

/** Where in a row the next byte stands. */
type RowState = "field-start" | "unquoted" | "quoted" | "behind-quote"

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

  constructor(delimiter: CsvDelimiter, lineByte: number) {
    this.#delimiter = delimiter.charCodeAt(0)
    this.#lineByte = lineByte
  }

  /** True if a quote is open behind what was taken. */
  get isQuoteOpen(): boolean {
    return this.#state === "quoted"
  }

  /** Takes bytes of the row; gives where the line end is that ends it, or the end of the bytes if it goes on behind them. */
  take(bytes: Buffer, from: number): number {
    let at = from
    while (at < bytes.length && !this.#endsAt(bytes[at] ?? 0)) at += 1
    this.excerpt.add(bytes.subarray(from, at))
    return at
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
    } else if (byte === QUOTE && this.#state !== "unquoted" && this.#begunBlank === 0) {
      if (this.#state === "field-start") this.lineEndsBeforeQuote = this.lineEnds
      this.#state = "quoted"
    } else this.#passOther(byte)
    return false
  }

  /** A field that starts with blanks may still open with a quote. */
  #passOther(byte: number): void {
    const begun = this.#state === "field-start" ? blankBehind(this.#begunBlank, byte) : undefined
    this.#begunBlank = begun ?? 0
    if (begun === undefined) this.#state = "unquoted"
  }
}
