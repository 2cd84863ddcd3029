import type { ByteWindow } from "../text/byte-window.ts"
import { LOOK_AHEAD_BYTES, STARTS_BLANK, closesSoon, quoteBehindBlanks } from "./quote-behind-blanks.ts"
import type { CsvDelimiter } from "./csv-delimiter.ts"
import type { CsvFieldProblem } from "./csv-field-problem.ts"
import type { CsvLineEnd } from "./csv-line-end.ts"
import { CsvLineEnds, LINE_END_BYTES } from "./csv-line-ends.ts"
import { OversizedRow } from "./oversized-row.ts"
import { RecordExcerpt } from "../text/record-excerpt.ts"
import type { ScanFailure } from "../text/scan-failure.ts"

/** How to scan, and where in the source the window starts. */
export interface CsvScannerOptions {
  readonly delimiter: CsvDelimiter
  readonly maxRecordBytes: number
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

/**
 * Finds the rows in a window of CSV, one after the other. `next()` moves to the next row; what was found there stands in
 * the members until then, so that nothing but the fields is made for each row.
 *
 * Dialect: RFC 4180, and what files in the wild do beyond it. Outside of quotes, each carriage return and line feed ends a row. CRLF
 * is a line end in any file. A lone carriage return, or a lone line feed, is one where the first line of the file that is not blank ends in
 * such a one, and so are two carriage returns and a line feed. Elsewhere each of these may belong to a value as well:
 * the rows that it touches are `doubtful-line-end`. Lines of no characters are no rows. A quote inside a field that
 * does not start with one is an ordinary character, but behind nothing but blanks it may be meant to open the field: the row is
 * `blank-before-quote`. It goes on over line ends only if a quote near by closes that field. Nothing is trimmed.
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

  readonly #window: ByteWindow
  readonly #delimiter: CsvDelimiter
  readonly #delimiterByte: number
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
    this.#delimiter = options.delimiter
    this.#maxRecordBytes = options.maxRecordBytes
    this.nextLineNumber = options.lineNumber
    this.#kinds = new Uint8Array(256).fill(NOT_ASCII, 128)
    this.#kinds[0] = NUL
    this.#kinds[LINE_FEED] = LINE_END
    this.#kinds[CARRIAGE_RETURN] = LINE_END
    this.#delimiterByte = this.#delimiter.charCodeAt(0)
    this.#kinds[this.#delimiterByte] = DELIMITER
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

  get delimiter(): CsvDelimiter {
    return this.#delimiter
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
    return this.problem === undefined && this.fields.every((field) => field.trim() === "")
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
    this.lineNumber = this.nextLineNumber
    this.problem = undefined
    this.#lineEnds = 0
    this.#hasNul = false
    // As many as in the row before, at first: pushing them would make room again and again.
    const fields = Array<string>(this.fields.length)
    let fieldCount = 0
    for (let at = start; ; at += 1) {
      const from = at
      const first = at < length ? (bytes[at] ?? 0) : 0
      const openingQuote =
        first === QUOTE ? at : STARTS_BLANK[first] === 1 ? this.#quoteBehindBlanks(at, fieldCount) : -1
      if (openingQuote === UNDECIDED)
        return this.#waitForMore(quoteBehindBlanks(bytes, at, this.#delimiterByte))
      const isQuoted = openingQuote !== -1
      if (isQuoted) {
        at = this.#closingQuote(openingQuote, kinds) + 1
        if (at === 0) return this.#leaveQuoteOpen()
      }
      const rest = at
      let isAscii = true
      let isLast = true
      for (; at < length; at += 1) {
        const kind = kinds[bytes[at] ?? 0] ?? 0
        if (kind === 0) continue
        if (kind < NOT_ASCII) {
          isLast = kind === LINE_END
          break
        }
        isAscii = false
        if (kind === NUL) this.#hasNul = true
      }
      if (at === length && !ended) return this.#waitForMore()
      if (isLast && !this.#ends.pass(window, at, at === start)) return this.#waitForMore()
      if (isQuoted) fields[fieldCount] = this.#quotedField(fieldCount, openingQuote + 1, rest - 1, at > rest)
      else fields[fieldCount] = isAscii ? window.latin1(from, at) : this.#decode(fieldCount, from, at)
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
    const { length } = bytes
    const { lineByte } = this.#ends
    this.#isAscii = true
    this.#hasDoubledQuotes = false
    this.#lineEndsBeforeQuote = this.#lineEnds
    for (let at = from + 1; at < length; at += 1) {
      if (bytes[at] === QUOTE) {
        // One at the very end of the window may be the first half of a doubled one; then the row waits for more anyway.
        if (at + 1 === length || bytes[at + 1] !== QUOTE) return at
        this.#hasDoubledQuotes = true
        at += 1
        continue
      }
      const kind = kinds[bytes[at] ?? 0]
      if (kind === 0) continue
      if (kind === NOT_ASCII) this.#isAscii = false
      else if (kind === NUL) this.#hasNul = true
      else if (bytes[at] === lineByte) this.#lineEnds += 1
    }
    return -1
  }

  #quotedField(fieldIndex: number, from: number, to: number, hasTail: boolean): string {
    const field = this.#isAscii ? this.#window.latin1(from, to) : this.#decode(fieldIndex, from, to)
    if (hasTail) this.problem ??= { kind: "bad-quote", fieldIndex }
    return this.#hasDoubledQuotes ? field.replaceAll('""', '"') : field
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
    const quote = quoteBehindBlanks(bytes, from, this.#delimiterByte)
    if (quote === -1) return -1
    this.problem ??= { kind: "blank-before-quote", fieldIndex }
    const context = { delimiter: this.#delimiterByte, lineByte: this.#ends.lineByte, ended }
    const isClosed = closesSoon(bytes, quote, context)
    if (isClosed === undefined) return UNDECIDED
    return isClosed ? quote : -1
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
      this.#oversized = new OversizedRow(this.#delimiter, this.#ends.lineByte)
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
