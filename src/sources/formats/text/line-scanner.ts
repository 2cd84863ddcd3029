import type { ByteWindow } from "./byte-window.ts"
import { isByteOrderMark } from "./byte-order-mark.ts"
import type { FoundText } from "./found-text.ts"
import type { RecordScanner } from "./read-items.ts"
import { RecordExcerpt } from "./record-excerpt.ts"

/** How to scan, and where in the source the window starts. */
export interface LineScannerOptions {
  readonly maxRecordBytes: number
  /** The line on which the window starts. */
  readonly lineNumber: number
}

const TAB = 0x09
const LINE_FEED = 0x0a
const CARRIAGE_RETURN = 0x0d
const BLANK = 0x20

/** Finds the lines that are not blank in a window; what was found stands in the members until the next `next()`, or until the window is refilled. */
export class LineScanner implements FoundText, RecordScanner {
  lineNumber: number = 0
  /** Where the line starts, in bytes from the start of the source. */
  byteOffset: number = 0
  /** Each line can be read, or left out. */
  readonly failure: undefined

  readonly #window: ByteWindow
  readonly #maxRecordBytes: number
  #nextLineNumber: number
  #lineStart = 0
  #lineEnd = 0
  /** A line that goes by, as it is too large. */
  #passing: RecordExcerpt | undefined
  /** Whether there was nothing but blanks in it so far. */
  #isPassingBlank = true
  /** The beginning of the line, if it is too large. */
  #excerpt: RecordExcerpt | undefined

  constructor(window: ByteWindow, options: LineScannerOptions) {
    this.#window = window
    this.#maxRecordBytes = options.maxRecordBytes
    this.#nextLineNumber = options.lineNumber
  }

  get text(): string | undefined {
    const { isAscii, text } = this.#window
    if (isAscii) return text.slice(this.#lineStart, this.#lineEnd)
    return this.#window.decode(this.#lineStart, this.#lineEnd)
  }

  get window(): ByteWindow {
    return this.#window
  }

  get startByte(): number {
    return this.#lineStart
  }

  /** Where its line end starts. */
  get endByte(): number {
    return this.#lineEnd
  }

  get maxRecordBytes(): number {
    return this.#maxRecordBytes
  }

  get isTooLarge(): boolean {
    return this.#excerpt !== undefined
  }

  get recordBytes(): number {
    return this.#excerpt?.recordBytes ?? this.#lineEnd - this.#lineStart
  }

  get ownBytes(): Buffer {
    return this.#excerpt?.bytes ?? this.#window.bytes.subarray(this.#lineStart, this.#lineEnd)
  }

  /** Moves to the next line; false if the window holds no further whole one. */
  next(): boolean {
    this.#excerpt = undefined
    const window = this.#window
    const { bytes, text } = window
    for (;;) {
      if (this.#passing !== undefined) {
        if (!this.#skipLine(this.#passing)) return false
        if (!this.#isPassingBlank) this.#excerpt = this.#passing
        this.#passing = undefined
        if (this.#excerpt !== undefined) return true
        continue
      }
      const start = window.index
      const lineFeed = text.indexOf("\n", start)
      if (start >= text.length || (lineFeed === -1 && !window.ended)) {
        if (this.#waitsForMore()) return false
        continue
      }
      const end = this.#contentEnd(start, lineFeed === -1 ? text.length : lineFeed)
      window.index = lineFeed === -1 ? text.length : lineFeed + 1
      this.lineNumber = this.#nextLineNumber
      this.#nextLineNumber += 1
      if (isBlank(bytes, start, end)) continue
      this.#lineStart = start
      this.#lineEnd = end
      this.byteOffset = window.offset + start
      if (end - start > this.#maxRecordBytes) {
        this.#excerpt = new RecordExcerpt()
        this.#excerpt.add(bytes.subarray(start, end))
      }
      return true
    }
  }

  #contentEnd(start: number, lineEnd: number): number {
    return lineEnd > start && this.#window.bytes[lineEnd - 1] === CARRIAGE_RETURN ? lineEnd - 1 : lineEnd
  }

  /** False if what is there is too large to wait for its end: it has to go by. */
  #waitsForMore(): boolean {
    const window = this.#window
    // One byte above the limit may still be the carriage return of the line end.
    const enoughBytes = this.#maxRecordBytes + 2
    if (window.text.length - window.index >= enoughBytes) {
      this.lineNumber = this.#nextLineNumber
      this.#nextLineNumber += 1
      this.byteOffset = window.offset + window.index
      this.#passing = new RecordExcerpt()
      this.#isPassingBlank = true
      return false
    }
    window.wait(enoughBytes)
    return true
  }

  /** Lets the rest of a line go by that is too large; false if it goes on behind the window. */
  #skipLine(line: RecordExcerpt): boolean {
    const window = this.#window
    const { bytes, ended, index } = window
    const lineFeed = bytes.indexOf(LINE_FEED, index)
    const isWhole = lineFeed !== -1 || ended
    const end = lineFeed === -1 ? bytes.length : lineFeed
    const contentEnd = this.#contentEnd(index, end)
    line.add(bytes.subarray(index, contentEnd))
    this.#isPassingBlank &&= isBlank(bytes, index, contentEnd)
    // A carriage return at the end of the window may be that of the line end.
    if (!isWhole) window.index = contentEnd
    else window.index = lineFeed === -1 ? end : lineFeed + 1
    if (!isWhole) window.wait(2)
    return isWhole
  }
}

/** Whether there is nothing but JSON's white space, and byte order marks of files that were put together. */
function isBlank(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at]
    if (byte === BLANK || byte === TAB || byte === CARRIAGE_RETURN) continue
    if (!isByteOrderMark(bytes, at)) return false
    at += 2
  }
  return true
}
