import type { ByteWindow } from "./byte-window.ts"
import { closingQuote, csvLineEnd } from "./csv-line-end.ts"
import type { CsvLineEnd } from "./csv-line-end.ts"
import type { ScanFailure } from "./scan-failure.ts"

/** What separates the fields of a row. */
export type CsvDelimiter = "," | ";" | "\t" | "|"

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

/**
 * Finds the rows in a window of CSV, one after the other. `next()` moves to the next row; what was found there stands in
 * the members until then.
 *
 * Dialect: RFC 4180, and what files in the wild do beyond it. Lines end in LF, CRLF, or both mixed; in CR if the
 * first line does. Lines of no characters are no rows. A quote inside a field that does not start with one is an
 * ordinary character. Nothing is trimmed.
 */
export class CsvScanner {
  /** The row's fields; only the first `fieldCount` are. Overwritten by the next row. */
  readonly fields: string[] = []
  fieldCount: number = 0
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
  /** What ends a line, once it is known. */
  lineEnd: CsvLineEnd | undefined

  readonly #window: ByteWindow
  readonly #delimiter: string
  readonly #maxRecordBytes: number
  /** The row, without its line end, as indexes into the window. */
  #rowStart = 0
  #rowEnd = 0
  /** In bytes from the start of the source: there is no quote between here and there. */
  #quoteFreeUntil = 0

  constructor(window: ByteWindow, options: CsvScannerOptions) {
    this.#window = window
    this.#delimiter = options.delimiter
    this.#maxRecordBytes = options.maxRecordBytes
    this.nextLineNumber = options.lineNumber
    this.lineEnd = options.lineEnd
  }

  /** The row's bytes, without the line end. */
  get rowBytes(): Buffer {
    return this.#window.bytes.subarray(this.#rowStart, this.#rowEnd)
  }

  /** Moves to the next row; false if the window holds no further whole row, or after a `failure`. */
  next(): boolean {
    if (this.failure !== undefined) return false
    const window = this.#window
    const { text } = window
    this.lineEnd ??= csvLineEnd(text.slice(window.index), this.#delimiter, window.ended)
    if (this.lineEnd === undefined) return this.#waitForMore()
    for (;;) {
      const start = window.index
      const lineEnd = this.#endOfLine(start)
      if (start >= text.length || lineEnd === -1) return this.#waitForMore()
      const end = this.#withoutCarriageReturn(start, lineEnd)
      if (end > start) return this.#scanRow(start, end, lineEnd)
      this.nextLineNumber += 1
      window.index = lineEnd + 1
    }
  }

  #scanRow(start: number, end: number, lineEnd: number): boolean {
    this.#rowStart = start
    this.byteOffset = this.#window.offset + start
    this.lineNumber = this.nextLineNumber
    this.problem = undefined
    this.fieldCount = 0
    if (this.#hasQuote(start, end)) {
      if (!this.#scanQuotedRow(start, end, lineEnd)) return false
    } else {
      this.#scanPlainRow(start, end)
      this.nextLineNumber += 1
      this.#window.index = lineEnd + 1
    }
    return this.#rowEnd - start <= this.#maxRecordBytes || this.#fail("record-too-large", this.lineNumber)
  }

  #scanPlainRow(start: number, end: number): void {
    const { text } = this.#window
    let from = start
    let to = text.indexOf(this.#delimiter, from)
    while (to !== -1 && to < end) {
      this.#addField(from, to)
      from = to + 1
      to = text.indexOf(this.#delimiter, from)
    }
    this.#addField(from, end)
    this.#rowEnd = end
  }

  /** Scans a row with quotes in its first line, which ends at `firstEnd`; false if it goes on behind the window. */
  #scanQuotedRow(start: number, firstEnd: number, firstLineEnd: number): boolean {
    const { text, ended } = this.#window
    let end = firstEnd
    let lineEnd = firstLineEnd
    for (let from = start; ;) {
      let to: number
      if (text[from] === '"') {
        const quote = closingQuote(text, from + 1)
        // A quote at the very end may be the first half of a doubled one.
        if (quote === -1 || (quote + 1 === text.length && !ended)) return this.#leaveQuoteOpen(from)
        if (quote > lineEnd) {
          lineEnd = this.#endOfLine(quote)
          if (lineEnd === -1) return this.#waitForMore()
          end = this.#withoutCarriageReturn(quote + 1, lineEnd)
        }
        to = this.#endOfField(quote + 1, end)
        this.#addQuotedField(from + 1, quote)
        if (to > quote + 1) this.problem ??= { kind: "bad-quote", fieldIndex: this.fieldCount - 1 }
      } else {
        to = this.#endOfField(from, end)
        this.#addField(from, to)
      }
      if (to === end) break
      from = to + 1
    }
    this.#rowEnd = end
    this.nextLineNumber += this.#lineEndsIn(start, end) + 1
    this.#window.index = lineEnd + 1
    return true
  }

  #addField(from: number, to: number): void {
    const field = this.#window.slice(from, to)
    if (field === undefined) this.problem ??= { kind: "not-utf8", fieldIndex: this.fieldCount }
    this.fields[this.fieldCount] = field ?? ""
    this.fieldCount += 1
  }

  #addQuotedField(from: number, to: number): void {
    this.#addField(from, to)
    const index = this.fieldCount - 1
    const field = this.fields[index] ?? ""
    if (field.includes('"')) this.fields[index] = field.replaceAll('""', '"')
  }

  /** Where the line ends, without its line end; -1 if that is behind the window. */
  #endOfLine(from: number): number {
    const { text, ended } = this.#window
    const end = text.indexOf(this.lineEnd ?? "\n", from)
    return end === -1 && ended ? text.length : end
  }

  #withoutCarriageReturn(from: number, end: number): number {
    return this.lineEnd === "\n" && end > from && this.#window.text[end - 1] === "\r" ? end - 1 : end
  }

  #endOfField(from: number, rowEnd: number): number {
    const delimiter = this.#window.text.indexOf(this.#delimiter, from)
    return delimiter === -1 || delimiter > rowEnd ? rowEnd : delimiter
  }

  #hasQuote(from: number, to: number): boolean {
    const { offset, text } = this.#window
    if (this.#quoteFreeUntil < offset + to) {
      const quote = text.indexOf('"', Math.max(from, this.#quoteFreeUntil - offset))
      this.#quoteFreeUntil = offset + (quote === -1 ? text.length : quote)
    }
    return this.#quoteFreeUntil < offset + to
  }

  #lineEndsIn(from: number, to: number): number {
    const { text } = this.#window
    const lineEnd = this.lineEnd ?? "\n"
    let count = 0
    for (let at = text.indexOf(lineEnd, from); at !== -1 && at < to; at = text.indexOf(lineEnd, at + 1))
      count += 1
    return count
  }

  #leaveQuoteOpen(openedAt: number): false {
    const { ended, index, text } = this.#window
    if (!ended) return this.#waitForMore()
    if (text.length - index > this.#maxRecordBytes) return this.#fail("record-too-large", this.lineNumber)
    return this.#fail("quote-never-closed", this.lineNumber + this.#lineEndsIn(index, openedAt))
  }

  #waitForMore(): false {
    const window = this.#window
    // One byte above the limit may still be the carriage return of the line end.
    const enoughBytes = this.#maxRecordBytes + 2
    if (window.text.length - window.index >= enoughBytes)
      return this.#fail("record-too-large", this.nextLineNumber)
    window.wait(enoughBytes)
    return false
  }

  #fail(kind: ScanFailure["kind"], lineNumber: number): false {
    this.failure = { kind, lineNumber }
    return false
  }
}
