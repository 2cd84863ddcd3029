import type { ByteWindow } from "../text/byte-window.ts"
import type { CsvLineEnd } from "./csv-line-end.ts"

const LINE_FEED = 0x0a
const CARRIAGE_RETURN = 0x0d
/** More carriage returns than these before a line feed are no line end of any program. */
const MAX_RETURNS = 4
/** So many bytes more than a record may have surely hold one of that size, with its line end. */
export const LINE_END_BYTES: number = MAX_RETURNS + 4

/** What each line end of a CSV file is, one after the other. What the last one is stands in the members until the next. */
export class CsvLineEnds {
  /** What ends the first line, once it is known. */
  first: CsvLineEnd | undefined
  /** The line feed, or the carriage return where lines end in lone ones: lines are counted by it. */
  lineByte: number = LINE_FEED
  /** Where the row after the last line end starts, in the window. */
  nextRow = 0
  /** How many lines that line end ends: none, if it is not of the file's kind. */
  endedLines = 0
  /** Whether that line end may belong to the last field before it. */
  isDoubtful = false
  /** Whether it may belong to the first field behind it. */
  spoilsNext = false
  /** Whether by that line end it became known that lines end in lone carriage returns. */
  hasLearnedReturn = false
  /** Whether it was of the file's kind, that is LF or CRLF; then the next ones need no second look. */
  #isUsual = false

  /** Whether a line feed ends each line, behind carriage returns or not. */
  get isInLineFeeds(): boolean {
    return this.first !== undefined && this.first !== "\r"
  }

  /** Takes the news what ends the first line. */
  learn(lineEnd: CsvLineEnd): void {
    this.first = lineEnd
    this.lineByte = lineEnd === "\r" ? CARRIAGE_RETURN : LINE_FEED
  }

  /**
   * Finds out what the line end is that starts at a byte, or the end of the file: where the next row starts, and whether
   * it may be something else. False if that can only be told with more of the file.
   */
  pass({ bytes, ended }: ByteWindow, at: number, isBlank: boolean): boolean {
    if (this.#isUsual) {
      // Nearly all rows end here: in LF or CRLF, after another one that did.
      const isReturn = bytes[at] === CARRIAGE_RETURN
      this.nextRow = isReturn ? at + 2 : at + 1
      if (bytes[this.nextRow - 1] === LINE_FEED) return true
    }
    this.endedLines = 1
    this.isDoubtful = false
    this.spoilsNext = false
    this.hasLearnedReturn = false
    this.#isUsual = this.first !== undefined && this.first !== "\r"
    if (bytes[at] === LINE_FEED) {
      this.nextRow = at + 1
      if (this.first === undefined && !isBlank) this.learn("\n")
      if (this.first === "\r") this.#doubt()
      return true
    }
    // Where each ends a line, the next one belongs to a blank line; so it does before the first line.
    const mostReturns = this.first === "\r" || (this.first === undefined && isBlank) ? 1 : MAX_RETURNS
    let to = at
    while (to - at < mostReturns && bytes[to] === CARRIAGE_RETURN) to += 1
    if (to === bytes.length && !ended) return false
    const hasLineFeed = bytes[to] === LINE_FEED
    this.nextRow = hasLineFeed ? to + 1 : to
    if (at === bytes.length) return true
    if (this.first === undefined && !isBlank) {
      this.learn(hasLineFeed ? `${"\r".repeat(to - at)}\n` : "\r")
      this.hasLearnedReturn = !hasLineFeed
      if (!hasLineFeed) this.nextRow = at + 1
      return true
    }
    if (this.first === undefined || this.first === "\r") return true
    const knownReturns = this.first.length - 1
    if (hasLineFeed && to - at > Math.max(1, knownReturns)) {
      this.#isUsual = false
      this.isDoubtful = true
    }
    // The line feed may have been cut off at the end of the file.
    if (!hasLineFeed && (to < bytes.length || to - at > knownReturns)) this.#doubt()
    return true
  }

  #doubt(): void {
    this.#isUsual = false
    this.endedLines = 0
    this.isDoubtful = true
    this.spoilsNext = true
  }
}
