import type { ImportAction } from "../actions/import-action.ts"
import type { Rejection } from "../actions/outcome.ts"
import type { SourceItem } from "../sources/data-source.ts"

/** A source's item on its way through the import, from when it was mapped to when its last action is settled. */
export interface ImportRecord {
  readonly item: SourceItem<unknown>
  readonly actions: readonly PlacedAction[]
  /** Set where the item held no record, or the map function failed. */
  readonly rejection: Rejection | undefined
}

/** An action and where it comes from. */
export interface PlacedAction {
  readonly action: ImportAction
  readonly record: ImportRecord
  /** Counts the actions of the record, from 0. */
  readonly actionIndex: number
}
