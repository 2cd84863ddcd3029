import type { MappedAction } from "../mapping/mapped-records.ts"

/** An action that waits to get into a batch. */
export interface EncodedAction {
  readonly mapped: MappedAction
  /** The identity marks of its user. */
  readonly marks: readonly number[]
  /** Whether delivering it twice does no more than delivering it once. */
  readonly idempotent: boolean
  /**
   * Its JSON, each byte as one character (Latin-1). A text in V8's heap, not a buffer: buffers that have waited are let go late, once
   * there are 64 MB of them.
   */
  readonly latin1: string
  /** The actions that this one is merged from. */
  readonly mergedFrom?: EncodedAction[]
  /** What these keep in memory. */
  readonly mergedBytes?: number
  /** Set where it was refused when merged: from now on it is merged with others of this group only. */
  readonly mergeGroup?: symbol | undefined
}
