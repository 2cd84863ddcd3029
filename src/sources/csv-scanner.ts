import type { ByteWindow } from "./byte-window.ts"
import type { CsvDelimiter } from "./csv-delimiter.ts"
import { csvLineEnd } from "./csv-line-end.ts"
import type { CsvLineEnd } from "./csv-line-end.ts"
import type { ScanFailure } from "./scan-failure.ts"

/** How to scan, and where in the source the window starts. */
export interface CsvScannerOptions {
  readonly delimiter: CsvDelimiter
  readonly maxRecordBytes: number
  /** The line on which the window starts. */
  readonly lineNumber: number
  /** What ends a line, where it is known already. */
  readonly lineEnd?: CsvLineEnd | undefined
}

/** What is wrong with one field of a row. */
export interface CsvFieldProblem {
  readonly kind: "not-utf8" | "bad-quote"
  readonly fieldIndex: number
}

const QUOTE = 0x22
const CARRIAGE_RETURN = 0x0d

/** What a byte is to the scanner; most are nothing special, 0. */
const DELIMITER = 1
const LINE_END = 2
const NOT_ASCII = 3

/**
 * Finds the rows in a window of CSV, one after the other. `next()` moves to the next row; what was found there stands in
 * the members until then, so that nothing but the fields is made for each row.
 *
 * Dialect: RFC 4180, and what files in the wild do beyond it. Lines end in LF, CRLF, or both mixed; in CR if the
 * first line does. Lines of no characters are no rows. A quote inside a field that does not start with one is an
 * ordinary character. Nothing is trimmed.
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
  /** What ends a line, once it is known. */
  lineEnd: CsvLineEnd | undefined

  readonly #window: ByteWindow
  readonly #delimiter: CsvDelimiter
  readonly #maxRecordBytes: number
  /** What each byte is to the scanner, once the line end is known. */
  #kinds: Uint8Array | undefined
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

  constructor(window: ByteWindow, options: CsvScannerOptions) {
    this.#window = window
    this.#delimiter = options.delimiter
    this.#maxRecordBytes = options.maxRecordBytes
    this.nextLineNumber = options.lineNumber
    this.lineEnd = options.lineEnd
  }

  get delimiter(): CsvDelimiter {
    return this.#delimiter
  }

  /** The row's bytes, without the line end. */
  get rowBytes(): Buffer {
    return this.#window.bytes.subarray(this.#rowStart, this.#rowEnd)
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
    this.#kinds ??= this.#findKinds()
    if (this.#kinds === undefined) return this.#waitForMore()
    do {
      if (!this.#scanRow(this.#kinds)) return false
    } while (this.#rowEnd === this.#rowStart || (this.leavesOutBlankRows && this.#isBlank()))
    if (this.#rowEnd - this.#rowStart <= this.#maxRecordBytes) return true
    return this.#fail("record-too-large", this.lineNumber)
  }

  #isBlank(): boolean {
    return this.problem === undefined && this.fields.every((field) => field.trim() === "")
  }

  #findKinds(): Uint8Array | undefined {
    const { text, index, ended } = this.#window
    this.lineEnd ??= csvLineEnd(text.slice(index), this.#delimiter, ended)
    if (this.lineEnd === undefined) return undefined
    const kinds = new Uint8Array(256).fill(NOT_ASCII, 128)
    kinds[this.#delimiter.charCodeAt(0)] = DELIMITER
    kinds[this.lineEnd.charCodeAt(0)] = LINE_END
    return kinds
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
    // As many as in the row before, at first: pushing them would make room again and again.
    const fields = Array<string>(this.fields.length)
    let fieldCount = 0
    for (let at = start; ; at += 1) {
      const from = at
      const isQuoted = at < length && bytes[at] === QUOTE
      if (isQuoted) {
        at = this.#closingQuote(from, kinds) + 1
        if (at === 0) return this.#leaveQuoteOpen()
      }
      const rest = at
      let isAscii = true
      let isLast = true
      for (; at < length; at += 1) {
        const kind = kinds[bytes[at] ?? 0]
        if (kind === 0) continue
        isAscii = kind !== NOT_ASCII && isAscii
        if (kind === NOT_ASCII) continue
        isLast = kind === LINE_END
        break
      }
      if (at === length && !ended) return this.#waitForMore()
      const to = isLast ? this.#withoutCarriageReturn(rest, at) : at
      if (isQuoted) fields[fieldCount] = this.#quotedField(fieldCount, from + 1, rest - 1, to > rest)
      else fields[fieldCount] = isAscii ? window.latin1(from, to) : this.#decode(fieldCount, from, to)
      fieldCount += 1
      if (isLast) {
        if (fields.length > fieldCount) fields.length = fieldCount
        this.fields = fields
        this.#endRow(to, at + 1)
        return true
      }
    }
  }

  #endRow(end: number, nextRow: number): void {
    const window = this.#window
    this.#rowStart = window.index
    this.#rowEnd = end
    this.byteOffset = window.offset + window.index
    this.nextLineNumber = this.lineNumber + this.#lineEnds + 1
    window.index = Math.min(nextRow, window.bytes.length)
  }

  /** Where the quote is that closes the one at `from`; -1 if it is behind the window. */
  #closingQuote(from: number, kinds: Uint8Array): number {
    const { bytes } = this.#window
    const { length } = bytes
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
      if (kind === NOT_ASCII) this.#isAscii = false
      else if (kind === LINE_END) this.#lineEnds += 1
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
    if (field === undefined) this.problem ??= { kind: "not-utf8", fieldIndex }
    return field ?? ""
  }

  /** The carriage return of a CRLF, or of one whose line feed is missing at the end of the file. */
  #withoutCarriageReturn(from: number, end: number): number {
    const { bytes } = this.#window
    return end > from && bytes[end - 1] === CARRIAGE_RETURN && this.lineEnd === "\n" ? end - 1 : end
  }

  #leaveQuoteOpen(): false {
    const { bytes, index, ended } = this.#window
    if (!ended) return this.#waitForMore()
    if (bytes.length - index > this.#maxRecordBytes) return this.#fail("record-too-large", this.lineNumber)
    return this.#fail("quote-never-closed", this.lineNumber + this.#lineEndsBeforeQuote)
  }

  #waitForMore(): false {
    const window = this.#window
    // One byte above the limit may still be the carriage return of the line end.
    const enoughBytes = this.#maxRecordBytes + 2
    if (window.bytes.length - window.index >= enoughBytes) {
      return this.#fail("record-too-large", this.nextLineNumber)
    }
    window.wait(enoughBytes)
    return false
  }

  #fail(kind: ScanFailure["kind"], lineNumber: number): false {
    this.failure = { kind, lineNumber }
    return false
  }
}
