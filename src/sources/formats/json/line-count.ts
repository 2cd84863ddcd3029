export const LINE_FEED = 0x0a
export const CARRIAGE_RETURN = 0x0d

/** Counts lines that end in LF, CR or CRLF, as their ends go by one after the other. */
export class LineCount {
  /** That of what comes next, from 1. */
  lineNumber: number
  /** Where it starts, in bytes from the start of the source. */
  lineStart: number
  #returnAt = -2

  constructor(lineNumber: number, lineStart: number) {
    this.lineNumber = lineNumber
    this.lineStart = lineStart
  }

  /** Takes a CR or LF, and where in the source it stands. */
  see(lineEnd: number, byteOffset: number): void {
    // The LF of a CRLF ends no other line than its CR.
    if (lineEnd === CARRIAGE_RETURN) this.#returnAt = byteOffset
    if (lineEnd === CARRIAGE_RETURN || this.#returnAt !== byteOffset - 1) this.lineNumber += 1
    this.lineStart = byteOffset + 1
  }
}
