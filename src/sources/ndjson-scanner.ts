import type { ByteWindow } from "./byte-window.ts"
import type { ScanFailure } from "./scan-failure.ts"

/** How to scan, and where in the source the window starts. */
export interface NdjsonScannerOptions {
  readonly maxRecordBytes: number
  /** The line on which the window starts. */
  readonly lineNumber: number
}

/** JSON's; a carriage return before the line feed is among it. */
const WHITE_SPACE: ReadonlySet<number> = new Set([0x20, 0x09, 0x0d])

/** Finds the lines that are not blank in a window; what was found stands in the members until the next `next()`. */
export class NdjsonScanner {
  /** The line without its line end; `undefined` if it is not UTF-8. */
  line: string | undefined = ""
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
    const { text } = window
    for (;;) {
      const start = window.index
      const lineFeed = text.indexOf("\n", start)
      if (start >= text.length || (lineFeed === -1 && !window.ended)) return this.#waitForMore()
      const end = this.#contentEnd(start, lineFeed === -1 ? text.length : lineFeed)
      if (end - start > this.#maxRecordBytes) return this.#fail()
      window.index = lineFeed === -1 ? text.length : lineFeed + 1
      this.lineNumber = this.#nextLineNumber
      this.#nextLineNumber += 1
      if (isBlank(text, start, end)) continue
      this.#lineStart = start
      this.#lineEnd = end
      this.byteOffset = window.offset + start
      this.line = window.isAscii ? text.slice(start, end) : window.decode(start, end)
      return true
    }
  }

  #contentEnd(start: number, lineEnd: number): number {
    return lineEnd > start && this.#window.text[lineEnd - 1] === "\r" ? lineEnd - 1 : lineEnd
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

function isBlank(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) {
    if (!WHITE_SPACE.has(text.charCodeAt(at))) return false
  }
  return true
}
