import type { PlacedAction } from "../mapping/mapped-records.ts"

/** An action on its way into a batch. */
export interface EncodedAction {
  readonly placed: PlacedAction
  /** The identity marks of its user. */
  readonly marks: readonly number[]
  /** Whether delivering it twice does no more than delivering it once. */
  readonly idempotent: boolean
  readonly json: string
  /** The actions that this one is merged from. */
  readonly mergedFrom?: EncodedAction[]
  /** Set where it was refused when merged: from now on it is merged with others of this group only. */
  readonly mergeGroup?: symbol | undefined
}
