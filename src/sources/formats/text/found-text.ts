import type { ByteWindow } from "./byte-window.ts"

/** The text of a record, where a scanner has found it; holds until the scanner moves on, or its window is refilled. */
export interface FoundText {
  /** What it stands in. */
  readonly window: ByteWindow
  /** In the window. */
  readonly startByte: number
  readonly endByte: number
  /** The line on which it starts, from 1. */
  readonly lineNumber: number
  /** Where it starts, in bytes from the start of the source. */
  readonly byteOffset: number
  /** `undefined` if it is not UTF-8. */
  readonly text: string | undefined
  /** True if it has more bytes than it may have; then only the first of them are known, and the window does not hold them. */
  readonly isTooLarge: boolean
  readonly maxRecordBytes: number
  readonly recordBytes: number
  /** All of them, or the first ones if it is too large. */
  readonly ownBytes: Buffer
}
