import type { PlacedAction } from "../mapping/mapped-records.ts"

/** An action that waits to get into a batch. */
export interface EncodedAction {
  readonly placed: PlacedAction
  /** The identity marks of its user. */
  readonly marks: readonly number[]
  /** Whether delivering it twice does no more than delivering it once. */
  readonly idempotent: boolean
  /** Bytes of its own. */
  readonly json: Buffer
  /** The actions that this one is merged from. */
  readonly mergedFrom?: EncodedAction[]
  /** Set where it was refused when merged: from now on it is merged with others of this group only. */
  readonly mergeGroup?: symbol | undefined
}
