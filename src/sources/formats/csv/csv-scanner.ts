import type { ByteWindow } from "../text/byte-window.ts"
import {
  LOOK_AHEAD_BYTES,
  STARTS_BLANK,
  closesSoon,
  isBlankBetween,
  quoteBehindBlanks,
  trimmed,
} from "./quote-behind-blanks.ts"
import { csvMarks, isDelimiterAt, isReturnInText } from "./csv-marks.ts"
import type { CsvCharacters, CsvMarks } from "./csv-marks.ts"
import { CsvEscapes } from "./csv-escapes.ts"
import type { CsvFieldProblem } from "./csv-field-problem.ts"
import type { CsvLineEnd } from "./csv-line-end.ts"
import { CsvLineEnds, LINE_END_BYTES } from "./csv-line-ends.ts"
import { OversizedRow } from "./oversized-row.ts"
import { RecordExcerpt } from "../text/record-excerpt.ts"
import type { ScanFailure } from "../text/scan-failure.ts"

/** How to scan, and where in the source the window starts. */
export interface CsvScannerOptions extends CsvCharacters {
  readonly maxRecordBytes: number
  /** So many lines are passed over first. @defaultValue 0 */
  readonly linesToSkip?: number | undefined
  /** Of fields that say one of these, those in quotes, or with escapes, are noted. */
  readonly nullValues?: readonly string[] | undefined
  /** The line on which the window starts. */
  readonly lineNumber: number
  /** What ends the file's first line, where it is known already. */
  readonly lineEnd?: CsvLineEnd | undefined
  /** The two characters before the window's first row, if there is another row before it. */
  readonly before?: string | undefined
}

const QUOTE = 0x22
const LINE_FEED = 0x0a
const CARRIAGE_RETURN = 0x0d

/** Whether a quote opens a field is not known yet. */
const UNDECIDED = -2

/** What a byte is to the scanner; most are nothing special, 0. */
const DELIMITER = 1
const LINE_END = 2
const NOT_ASCII = 3
const NUL = 4
const ESCAPE = 5
/** The last byte of a delimiter of several bytes. */
const DELIMITER_END = 6

/** Where no quote is looked for, none stands behind blanks. */
const NO_BLANKS: Uint8Array = new Uint8Array(256)

/**
 * Finds the rows in a window of CSV, one after the other. `next()` moves to the next row; what was found there stands in
 * the members until then, so that nothing but the fields is made for each row.
 *
 * Dialect: RFC 4180, and what files in the wild do beyond it. Outside of quotes, each carriage return and line feed ends a row. CRLF
 * is a line end in any file. A lone carriage return, or a lone line feed, is one where the first line of the file that is not blank ends in
 * such a one, and so are two carriage returns and a line feed. Elsewhere each of these may belong to a value as well:
 * the rows that it touches are `doubtful-line-end`. Lines of no characters are no rows. A quote inside a field that
 * does not start with one is an ordinary character, but behind nothing but blanks it opens the field if a quote on the same line closes that; else the row is
 * `blank-before-quote`. It goes on over line ends only if a quote near by closes that field. Blanks around quotes are no text; nothing else is trimmed.
 */
export class CsvScanner {
  /** The row's fields, in an array of their own: putting new texts into one that all rows share costs more, as the collector keeps a list of such places. */
  fields: string[] = []
  /** Where the row starts, in bytes from the start of the source. */
  byteOffset: number = 0
  /** The line on which the row starts. */
  lineNumber: number = 0
  /** The line after the row. */
  nextLineNumber: number
  /** The first thing wrong with the row; its fields mean nothing then. */
  problem: CsvFieldProblem | undefined
  /** Why `next()` gave false for good. */
  failure: ScanFailure | undefined
  /** Whether rows of which all fields are empty or blank are left out, as lines of no characters are. */
  leavesOutBlankRows: boolean = false
  /** Which fields of the row say one of the `nullValues` in quotes or by escapes, if any do: they are texts. */
  writtenNulls: Set<number> | undefined

  readonly #window: ByteWindow
  readonly #marks: CsvMarks
  readonly #quote: number
  readonly #comment: number
  /** How many bytes of a delimiter stand before its last one. */
  readonly #delimiterStart: number
  /** Whether a byte may begin blanks before a quote. */
  readonly #startsBlank: Uint8Array
  /** Whether a byte may begin a row of nothing but delimiters, quotes and blanks. */
  readonly #startsBlankRow: Uint8Array
  readonly #escapes: CsvEscapes | undefined
  readonly #doubledQuote: string
  /** Undefined: there are none. */
  readonly #nullValues: ReadonlySet<string> | undefined
  #linesToSkip: number
  /** Whether the window starts within a line that is passed over. */
  #isInLine = false
  #maxRecordBytes: number
  /** What each byte is to the scanner. */
  readonly #kinds: Uint8Array
  readonly #ends = new CsvLineEnds()
  /** The row, without its line end, as indexes into the window. */
  #rowStart = 0
  #rowEnd = 0
  /** Line ends within quotes, since the row started. */
  #lineEnds = 0
  /** The same, before the last quoted field. */
  #lineEndsBeforeQuote = 0
  /** What the last quoted field holds. */
  #hasDoubledQuotes = false
  /** Whether the field has an escape. */
  #hasEscapes = false
  #isAscii = true
  /** Whether the row has a NUL character. */
  #hasNul = false
  /** Whether the line end before the row may belong to its first field. */
  #isSpoiled = false
  /** A row that goes by, as it is too large. */
  #oversized: OversizedRow | undefined
  /** The beginning of the row, if it is too large. */
  #excerpt: RecordExcerpt | undefined

  constructor(window: ByteWindow, options: CsvScannerOptions) {
    this.#window = window
    this.#marks = csvMarks(options)
    const { comment, delimiter, escape, quote } = this.#marks
    this.#quote = quote
    this.#comment = comment
    this.#delimiterStart = delimiter.length - 1
    this.#startsBlank = quote === -1 ? NO_BLANKS : STARTS_BLANK
    this.#startsBlankRow = STARTS_BLANK.map((starts, byte) =>
      byte === quote || byte === delimiter[0] ? 1 : starts,
    )
    this.#escapes = options.escape === undefined ? undefined : new CsvEscapes(options.escape, options.quote)
    this.#doubledQuote = String.fromCharCode(quote, quote)
    const { nullValues = [] } = options
    this.#nullValues = nullValues.length === 0 ? undefined : new Set(nullValues)
    this.#linesToSkip = options.linesToSkip ?? 0
    this.#maxRecordBytes = options.maxRecordBytes
    this.nextLineNumber = options.lineNumber
    this.#kinds = new Uint8Array(256).fill(NOT_ASCII, 128)
    this.#kinds[0] = NUL
    this.#kinds[LINE_FEED] = LINE_END
    this.#kinds[CARRIAGE_RETURN] = LINE_END
    this.#kinds[delimiter.at(-1) ?? 0] = delimiter.length === 1 ? DELIMITER : DELIMITER_END
    if (escape !== -1) this.#kinds[escape] = ESCAPE
    const { before, lineEnd } = options
    if (lineEnd === undefined) return
    this.#ends.learn(lineEnd)
    if (before !== undefined)
      this.#isSpoiled = lineEnd === "\r" ? !before.includes("\r") : before.endsWith("\r")
  }

  /** What ends the first line, once it is known. */
  get lineEnd(): CsvLineEnd | undefined {
    return this.#ends.first
  }

  /** How many bytes a record may have. */
  get maxRecordBytes(): number {
    return this.#maxRecordBytes
  }

  set maxRecordBytes(maxRecordBytes: number) {
    this.#maxRecordBytes = maxRecordBytes
  }

  /** True while a row goes by that is too large. */
  get isSkipping(): boolean {
    return this.#oversized !== undefined
  }

  /** The row's bytes, without the line end; of one that is too large, the first ones. */
  get rowBytes(): Buffer {
    return this.#excerpt?.bytes ?? this.#window.bytes.subarray(this.#rowStart, this.#rowEnd)
  }

  /** How many bytes the row has, without the line end. */
  get recordBytes(): number {
    return this.#excerpt?.recordBytes ?? this.#rowEnd - this.#rowStart
  }

  /** What holds the row's bytes; they go from `rowStart` to `rowEnd`, without the line end. */
  get bytes(): Buffer {
    return this.#window.bytes
  }

  get rowStart(): number {
    return this.#rowStart
  }

  get rowEnd(): number {
    return this.#rowEnd
  }

  /** Moves to the next row; false if the window holds no further whole row, or after a `failure`. */
  next(): boolean {
    if (this.failure !== undefined) return false
    this.#excerpt = undefined
    for (; this.#linesToSkip > 0; this.#linesToSkip -= 1) if (!this.#passLine()) return false
    do {
      if (this.#oversized !== undefined) return this.#skipRow(this.#oversized)
      if (!this.#scanRow(this.#kinds)) return false
      if (this.#excerpt !== undefined) return true
    } while (this.#rowEnd === this.#rowStart || (this.leavesOutBlankRows && this.#isBlank()))
    if (this.#rowEnd - this.#rowStart > this.#maxRecordBytes) {
      this.#excerpt = new RecordExcerpt()
      this.#excerpt.add(this.#window.bytes.subarray(this.#rowStart, this.#rowEnd))
      this.#setTooLarge()
    }
    return true
  }

  #isBlank(): boolean {
    const first = this.#window.bytes[this.#rowStart] ?? 0
    if (this.#startsBlankRow[first] !== 1 || this.problem !== undefined) return false
    // Programs write a single empty field like that, since a line of nothing is no row.
    if (this.fields.length === 1 && first === this.#quote) return false
    return this.fields.every((field) => field === "" || trimmed(field) === "")
  }

  /** Passes a line over, whatever stands there, piece by piece; false if it goes on behind the window. */
  #passLine(): boolean {
    const window = this.#window
    const { bytes, ended, index: start } = window
    if (start === bytes.length) return this.#waitForMore()
    let at = start
    while (at < bytes.length && this.#kinds[bytes[at] ?? 0] !== LINE_END) at += 1
    const isBlank = at === start && !this.#isInLine
    if ((at === bytes.length && !ended) || !this.#ends.pass(window, at, isBlank)) {
      this.#isInLine = !isBlank
      window.index = at
      window.wait(LINE_END_BYTES)
      return false
    }
    this.#isInLine = false
    this.lineNumber = this.nextLineNumber
    this.#lineEnds = 0
    this.#rowStart = at
    this.#rowEnd = at
    this.#moveBehindLineEnd()
    return true
  }

  #setTooLarge(): void {
    this.fields = []
    this.problem = { kind: "record-too-large", fieldIndex: 0 }
  }

  /** Scans a row, or a blank line, byte by byte; false if it goes on behind the window. */
  #scanRow(kinds: Uint8Array): boolean {
    const window = this.#window
    const { bytes, index: start, ended } = window
    const { length } = bytes
    if (start === length) return this.#waitForMore()
    if (bytes[start] === this.#comment || this.#isInLine) return this.#passLine()
    this.lineNumber = this.nextLineNumber
    this.problem = undefined
    this.writtenNulls = undefined
    this.#lineEnds = 0
    this.#hasNul = false
    this.#hasEscapes = false
    // As many as in the row before, at first: pushing them would make room again and again.
    const fields = Array<string>(this.fields.length)
    let fieldCount = 0
    const quote = this.#quote
    const startsBlank = this.#startsBlank
    for (let at = start; ; at += 1) {
      const from = at
      const first = at < length ? (bytes[at] ?? 0) : 0
      const openingQuote =
        first === quote ? at : startsBlank[first] === 1 ? this.#quoteBehindBlanks(at, fieldCount) : -1
      if (openingQuote === UNDECIDED) return this.#waitForMore(quoteBehindBlanks(bytes, at, this.#marks))
      const isQuoted = openingQuote !== -1
      if (isQuoted) {
        at = this.#closingQuote(openingQuote, kinds) + 1
        if (at === 0) return this.#leaveQuoteOpen()
        // A quote that was never meant to open a field may have met another one.
        if (openingQuote !== from && this.#lineEnds > this.#lineEndsBeforeQuote)
          this.problem ??= { kind: "blank-before-quote", fieldIndex: fieldCount }
      }
      const rest = at
      let isAscii = true
      let isLast = true
      for (; at < length; at += 1) {
        const kind = kinds[bytes[at] ?? 0] ?? 0
        if (kind === 0) continue
        if (kind < NOT_ASCII) {
          isLast = kind === LINE_END
          if (!isLast || this.#escapes === undefined || !this.#ends.isInLineFeeds) break
          const isText = isReturnInText(bytes, at, this.#marks, ended)
          if (isText === undefined) return this.#waitForMore()
          if (!isText) break
          continue
        }
        isAscii = false
        if (kind === NOT_ASCII) continue
        if (kind === NUL) this.#hasNul = true
        else if (kind === ESCAPE) at = this.#passEscaped(at)
        else if (kind === DELIMITER_END && this.#endsDelimiter(at, rest)) {
          isLast = false
          break
        }
      }
      if (at >= length && !ended) return this.#waitForMore()
      if (isLast && !this.#ends.pass(window, at, at === start)) return this.#waitForMore()
      const to = isLast ? at : at - this.#delimiterStart
      if (isQuoted) fields[fieldCount] = this.#quotedField(fieldCount, openingQuote + 1, rest - 1, to)
      else fields[fieldCount] = isAscii ? window.latin1(from, to) : this.#decode(fieldCount, from, to)
      if (this.#hasEscapes) this.#takeEscapesOut(fields, fieldCount, isQuoted)
      fieldCount += 1
      if (isLast) {
        if (fields.length > fieldCount) fields.length = fieldCount
        this.fields = fields
        this.#endRow(at)
        return true
      }
    }
  }

  #endRow(end: number): void {
    const window = this.#window
    this.#rowStart = window.index
    this.#rowEnd = end
    this.byteOffset = window.offset + window.index
    if (this.#ends.hasLearnedReturn) this.#lineEnds = returnsWithin(window.bytes, window.index, end)
    if (this.#isSpoiled || this.#ends.isDoubtful) {
      const fieldIndex = this.#isSpoiled ? 0 : this.fields.length - 1
      this.problem ??= { kind: "doubtful-line-end", fieldIndex }
    }
    if (this.#hasNul) this.#findNul()
    this.#moveBehindLineEnd()
  }

  #moveBehindLineEnd(): void {
    const { endedLines, nextRow, spoilsNext } = this.#ends
    this.nextLineNumber = this.lineNumber + this.#lineEnds + endedLines
    this.#isSpoiled = spoilsNext
    this.#window.index = nextRow
  }

  #findNul(): void {
    const fieldIndex = this.fields.findIndex((field) => field.includes("\0"))
    if (fieldIndex !== -1) this.problem ??= { kind: "nul-character", fieldIndex }
  }

  /** Lets the rest of a row go by that is too large; false if it goes on behind the window. */
  #skipRow(row: OversizedRow): boolean {
    const window = this.#window
    const { bytes, ended } = window
    const end = row.take(bytes, window.index, ended)
    window.index = end
    if (row.isUndecided) {
      window.wait(LOOK_AHEAD_BYTES)
      return false
    }
    const isWhole = end < bytes.length || (ended && !row.isQuoteOpen)
    if (isWhole && this.#ends.pass(window, end, false)) {
      this.#oversized = undefined
      this.#excerpt = row.excerpt
      this.#lineEnds = row.lineEnds
      this.#setTooLarge()
      this.#moveBehindLineEnd()
      return true
    }
    if (ended) return this.#fail(this.lineNumber + row.lineEndsBeforeQuote)
    window.wait(LINE_END_BYTES)
    return false
  }

  /** Where the quote is that closes the one at `from`; -1 if it is behind the window. */
  #closingQuote(from: number, kinds: Uint8Array): number {
    const { bytes } = this.#window
    const quote = this.#quote
    const { length } = bytes
    const { lineByte } = this.#ends
    this.#isAscii = true
    this.#hasDoubledQuotes = false
    this.#lineEndsBeforeQuote = this.#lineEnds
    for (let at = from + 1; at < length; at += 1) {
      if (bytes[at] === quote) {
        // One at the very end of the window may be the first half of a doubled one; then the row waits for more anyway.
        if (at + 1 === length || bytes[at + 1] !== quote) return at
        this.#hasDoubledQuotes = true
        at += 1
        continue
      }
      const kind = kinds[bytes[at] ?? 0]
      if (kind === 0) continue
      if (kind === NOT_ASCII) this.#isAscii = false
      else if (kind === NUL) this.#hasNul = true
      else if (kind === ESCAPE) {
        this.#isAscii = false
        at = this.#passEscaped(at)
      } else if (kind === DELIMITER_END) this.#isAscii = false
      else if (bytes[at] === lineByte) this.#lineEnds += 1
    }
    return -1
  }

  /** Passes what an escape stands before; gives where that ends, or the last byte of the window. */
  #passEscaped(at: number): number {
    const { bytes } = this.#window
    this.#hasEscapes = true
    const isReturn = bytes[at + 1] === CARRIAGE_RETURN
    const last = isReturn && bytes[at + 2] === LINE_FEED ? at + 2 : Math.min(at + 1, bytes.length - 1)
    if (bytes[last] === this.#ends.lineByte) this.#lineEnds += 1
    // A backslash and a 0 stand for it too.
    if (bytes[last] === 0 || bytes[last] === 0x30) this.#hasNul = true
    return last
  }

  /** Whether a byte is the last one of a delimiter that starts in the field, which goes from `from` on. */
  #endsDelimiter(at: number, from: number): boolean {
    const start = at - this.#delimiterStart
    return start >= from && isDelimiterAt(this.#window.bytes, start, this.#marks)
  }

  #takeEscapesOut(fields: string[], fieldIndex: number, isQuoted: boolean): void {
    this.#hasEscapes = false
    const field = fields[fieldIndex] ?? ""
    const text = isQuoted ? this.#escapes?.quoted(field) : this.#escapes?.unquoted(field)
    if (text === undefined || text === field) return
    fields[fieldIndex] = text
    if (this.#nullValues?.has(text) === true) (this.writtenNulls ??= new Set()).add(fieldIndex)
  }

  /** @param end where the field ends, behind its closing quote and perhaps blanks */
  #quotedField(fieldIndex: number, from: number, to: number, end: number): string {
    const { bytes } = this.#window
    const text = this.#isAscii ? this.#window.latin1(from, to) : this.#decode(fieldIndex, from, to)
    if (end > to + 1 && !isBlankBetween(bytes, to + 1, end))
      this.problem ??= { kind: "bad-quote", fieldIndex }
    const field = this.#hasDoubledQuotes && !this.#hasEscapes ? this.#withSingleQuotes(text) : text
    if (this.#nullValues?.has(field) === true) (this.writtenNulls ??= new Set()).add(fieldIndex)
    return field
  }

  #withSingleQuotes(text: string): string {
    // A constant is looked for faster.
    return this.#quote === QUOTE
      ? text.replaceAll('""', '"')
      : text.replaceAll(this.#doubledQuote, this.#doubledQuote.slice(1))
  }

  #decode(fieldIndex: number, from: number, to: number): string {
    const field = this.#window.decode(from, to)
    if (field === undefined) this.problem ??= { kind: "undecodable", fieldIndex }
    return field ?? ""
  }

  #leaveQuoteOpen(): boolean {
    if (!this.#window.ended) return this.#waitForMore()
    return this.#fail(this.lineNumber + this.#lineEndsBeforeQuote)
  }

  /** Where a quote opens a field behind blanks; -1 if none does, and `UNDECIDED` if only more bytes can tell. */
  #quoteBehindBlanks(from: number, fieldIndex: number): number {
    const { bytes, ended } = this.#window
    const quote = quoteBehindBlanks(bytes, from, this.#marks)
    if (quote === -1) return -1
    const isClosed = closesSoon(bytes, quote, { marks: this.#marks, lineByte: this.#ends.lineByte, ended })
    if (isClosed === undefined) return UNDECIDED
    if (isClosed) return quote
    this.problem ??= { kind: "blank-before-quote", fieldIndex }
    return -1
  }

  /**
   * Waits for the rest of a row; if that is too large for memory, lets it go by, which may find its end.
   *
   * @param undecided where a quote stands that is looked behind; what follows may be other rows
   */
  #waitForMore(undecided?: number): boolean {
    const window = this.#window
    const enoughBytes = this.#maxRecordBytes + LINE_END_BYTES
    if ((undecided ?? window.bytes.length) - window.index >= enoughBytes) {
      this.lineNumber = this.nextLineNumber
      this.byteOffset = window.offset + window.index
      this.#oversized = new OversizedRow(this.#marks, this.#ends.lineByte)
      return this.#skipRow(this.#oversized)
    }
    window.wait(undecided === undefined ? enoughBytes : enoughBytes + LOOK_AHEAD_BYTES)
    return false
  }

  #fail(lineNumber: number): false {
    this.failure = { kind: "quote-never-closed", lineNumber }
    return false
  }
}

function returnsWithin(bytes: Buffer, from: number, to: number): number {
  let count = 0
  for (let at = from; at < to; at += 1) if (bytes[at] === CARRIAGE_RETURN) count += 1
  return count
}
