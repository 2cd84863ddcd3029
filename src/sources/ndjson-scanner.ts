import type { ByteWindow } from "./byte-window.ts"
import type { ScanFailure } from "./scan-failure.ts"

/** How to scan, and where in the source the window starts. */
export interface NdjsonScannerOptions {
  readonly maxRecordBytes: number
  /** The line on which the window starts. */
  readonly lineNumber: number
}

const TAB = 0x09
const CARRIAGE_RETURN = 0x0d
const BLANK = 0x20

/** Finds the lines that are not blank in a window; what was found stands in the members until the next `next()`, or until the window is refilled. */
export class NdjsonScanner {
  lineNumber: number = 0
  /** Where the line starts, in bytes from the start of the source. */
  byteOffset: number = 0
  /** Why `next()` gave false for good. */
  failure: ScanFailure | undefined

  readonly #window: ByteWindow
  readonly #maxRecordBytes: number
  #nextLineNumber: number
  #lineStart = 0
  #lineEnd = 0

  constructor(window: ByteWindow, options: NdjsonScannerOptions) {
    this.#window = window
    this.#maxRecordBytes = options.maxRecordBytes
    this.#nextLineNumber = options.lineNumber
  }

  /** The line without its line end; `undefined` if it is not UTF-8. */
  get line(): string | undefined {
    const { isAscii, text } = this.#window
    if (isAscii) return text.slice(this.#lineStart, this.#lineEnd)
    return this.#window.decode(this.#lineStart, this.#lineEnd)
  }

  /** What the line stands in. */
  get window(): ByteWindow {
    return this.#window
  }

  /** What holds the line's bytes; they go from `lineStart` to `lineEnd`. */
  get bytes(): Buffer {
    return this.#window.bytes
  }

  get lineStart(): number {
    return this.#lineStart
  }

  get lineEnd(): number {
    return this.#lineEnd
  }

  /** Moves to the next line; false if the window holds no further whole one, or after a failure. */
  next(): boolean {
    if (this.failure !== undefined) return false
    const window = this.#window
    const { bytes, text } = window
    for (;;) {
      const start = window.index
      const lineFeed = text.indexOf("\n", start)
      if (start >= text.length || (lineFeed === -1 && !window.ended)) return this.#waitForMore()
      const end = this.#contentEnd(start, lineFeed === -1 ? text.length : lineFeed)
      if (end - start > this.#maxRecordBytes) return this.#fail()
      window.index = lineFeed === -1 ? text.length : lineFeed + 1
      this.lineNumber = this.#nextLineNumber
      this.#nextLineNumber += 1
      if (isBlank(bytes, start, end)) continue
      this.#lineStart = start
      this.#lineEnd = end
      this.byteOffset = window.offset + start
      return true
    }
  }

  #contentEnd(start: number, lineEnd: number): number {
    return lineEnd > start && this.#window.bytes[lineEnd - 1] === CARRIAGE_RETURN ? lineEnd - 1 : lineEnd
  }

  #waitForMore(): false {
    const window = this.#window
    // One byte above the limit may still be the carriage return of the line end.
    const enoughBytes = this.#maxRecordBytes + 2
    if (window.text.length - window.index >= enoughBytes) return this.#fail()
    window.wait(enoughBytes)
    return false
  }

  #fail(): false {
    this.failure = { kind: "record-too-large", lineNumber: this.#nextLineNumber }
    return false
  }
}

/** Whether there is nothing but JSON's white space. */
function isBlank(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at]
    if (byte !== BLANK && byte !== TAB && byte !== CARRIAGE_RETURN) return false
  }
  return true
}
