import type { ImportAction, ImportActionKind } from "../actions/import-action.ts"
import type { Rejection } from "../actions/outcome.ts"
import type { SourceItem } from "../sources/data-source.ts"

/** A source's item on its way through the import, from when it was mapped to when its last action is settled. */
export interface ImportRecord {
  readonly item: SourceItem<unknown>
  /** How many actions the map function asked for. */
  readonly actionCount: number
  /** Set where the item held no record, or the map function failed. */
  readonly rejection: Rejection | undefined
}

/** Which action of which record. The action itself is let go once it is encoded, to keep memory low. */
export interface ActionPlace {
  readonly record: ImportRecord
  /** Counts the actions of the record, from 0. */
  readonly actionIndex: number
  readonly kind: ImportActionKind
}

/** An action and where it comes from. */
export interface PlacedAction extends ActionPlace {
  readonly action: ImportAction
}

/** An array of records after mapping, with all actions that they ask for, in order. */
export interface MappedRecords {
  readonly records: readonly ImportRecord[]
  readonly actions: readonly PlacedAction[]
}
