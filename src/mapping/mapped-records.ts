import type { Action, Kind } from "../kinds/kind.ts"
import type { Rejection } from "../actions/outcome.ts"
import type {
  AcceptedActions,
  AcceptedDigests,
  AcceptedStandings,
  SourceItem,
} from "../sources/data-source.ts"

/** Which action of which record. The action itself is let go once it is encoded, to keep memory low. */
export interface ActionReference {
  /** The record, with its position. */
  readonly item: SourceItem<unknown>
  /** Counts the actions of the record, from 0. */
  readonly actionIndex: number
  /** How many actions the map function asked for. */
  readonly actionCount: number
  readonly kind: Kind
  /** What it is among the actions of its record, whatever their order: its kind, of an event its name too, and how many of these came before; derived ids depend on it. */
  readonly group: string
  readonly ordinal: number
  /** A digest of what it says, where the importer took one as it encoded the action. */
  readonly digest?: number
}

/** An action and where it comes from. */
export interface MappedAction extends ActionReference {
  readonly action: Action
}

/** A record that holds none, or on which the map function failed. */
export interface UnmappedRecord {
  readonly item: SourceItem<unknown>
  readonly rejection: Rejection
}

/** What an earlier run had accepted of a record, held against what the map function asks for now. */
export interface AcceptedBefore {
  readonly item: SourceItem<unknown>
  readonly actionCount: number
  /** Those of its actions that are not run again. */
  readonly done: readonly MappedAction[]
  /** Those that must not be run, each with the later action of the record that says something newer, and was accepted. */
  readonly overtaken: ReadonlyMap<MappedAction, MappedAction>
  /** What is accepted of it, by where it stands among its actions as they are now. */
  readonly accepted: AcceptedActions
  readonly digests: AcceptedDigests
  readonly places?: AcceptedStandings | undefined
  /** Where its actions stand, where their ordinals, by which they have their ids, do not say it. */
  readonly standings?: AcceptedStandings
}

/** An array of records after mapping. Each stands in `unmapped`, asks for actions, or is skipped. */
export interface MappedRecords {
  readonly items: readonly SourceItem<unknown>[]
  readonly unmapped: readonly UnmappedRecord[]
  /** Those for which the map function returned nothing. */
  readonly skipped: readonly SourceItem<unknown>[]
  /** All that the records ask for, in order. */
  readonly actions: readonly MappedAction[]
  /** Of records that were accepted in part before: what is no longer among the actions. */
  readonly acceptedBefore?: readonly AcceptedBefore[]
}
