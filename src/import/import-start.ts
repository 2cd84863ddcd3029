import type { Position } from "../sources/data-source.ts"
import type { ReadAs } from "../sources/read-as.ts"

/** How an import starts. */
export interface ImportStart {
  /** Where an unfinished import goes on; undefined: it begins. */
  readonly resumed?:
    | {
        /** All records before this one are settled. */
        readonly recordNumber: number
        /** Where reading goes on: there, or a little before. */
        readonly position: Position | undefined
        readonly sizeBytes: number | undefined
        /** How much of the source is done with, from 0 to 1; undefined where its size is not known. */
        readonly share: number | undefined
      }
    | undefined
  /** How the source is read, where that is known: its format, encoding and so on. Settings at their default may be missing. */
  readonly readAs?: ReadAs | undefined
  /** What is remarkable about it, in whole sentences: the source was copied, the map file has changed. */
  readonly warnings: readonly string[]
}
