import type { RepeatedName } from "../sources/data-source.ts"
import type { ReadAs } from "../sources/read-as.ts"
import type { PerEndpoint } from "../kinds/per-endpoint.ts"
import type { RejectionStage } from "../actions/outcome.ts"
import type { MissingColumns } from "../mapping/column-watch.ts"
import type { FieldWarning } from "../mapping/field-watch.ts"
import type { MessagePart } from "../messages/message.ts"

/** Counts of records by the one state that each of them ends in. They add up: read = imported + rejected + skipped + unknown + pending. */
export interface RecordCounts {
  readonly read: number
  /** All actions of the record were accepted. */
  readonly imported: number
  /** The record held no data, the map function failed, or at least one of its actions was refused for good. */
  readonly rejected: number
  /** The map function returned nothing for it. */
  readonly skipped: number
  /** An action of it may or may not have been applied, and sending it again could double it. */
  readonly unknown: number
  /** The import stopped before it was settled. */
  readonly pending: number
}

/** Counts of actions by outcome. */
export interface ActionCounts {
  readonly accepted: number
  readonly rejected: number
  readonly unknown: number
}

/** How many records were rejected for the same reason. */
export interface RejectReason {
  readonly stage: RejectionStage
  readonly code: string
  readonly count: number
  /** What to do about it. */
  readonly advice: string
  /** The first few of them. */
  readonly examples: readonly {
    readonly recordNumber: number
    readonly lineNumber?: number
    readonly message: string
    /** What in the message are values; missing: not known. */
    readonly messageParts?: readonly MessagePart[]
  }[]
}

/** That an import reached its end, and nothing of it can have been applied. */
export interface NothingImported {
  readonly code: "no-records" | "all-skipped" | "all-rejected"
  /** Whole sentences for people: what is so, and what to do about it. */
  readonly message: string
}

/** What an import did: what `run()` resolves to, what `--json` prints, what is written to `summary.json`. */
export interface Summary {
  /** `stopped`: before the end of the source; `stopReason` says why. */
  readonly status: "completed" | "stopped"
  readonly stopReason?: { readonly code: string; readonly message: string }
  /** The end was reached, and nothing was imported, which is taken for a mistake: the import is not done, and the same command runs it again. */
  readonly nothingImported?: NothingImported
  readonly importName: string
  /** Nothing was sent: accepted and imported count what would have been. */
  readonly dryRun: boolean
  readonly source: {
    readonly name: string
    readonly sizeBytes?: number
    /** How it was read: its format, and what was given or detected of its encoding, delimiter and so on. Settings at their default may be missing. */
    readonly readAs?: ReadAs
    /** It was written to while it was read: what was read of it may be neither the old nor the new. */
    readonly hasChanged?: true
  }
  /** What may be duplicated as the source is a list of rejects, run as a file of its own: whole sentences for people. */
  readonly mayBeDuplicated?: string
  readonly records: RecordCounts
  readonly actions: PerEndpoint<ActionCounts>
  readonly rejectReasons: readonly RejectReason[]
  readonly requests: {
    readonly sent: number
    readonly retried: number
    readonly throttled: number
    readonly repaired: number
  }
  readonly bytes: { readonly sent: number }
  /** Of a CSV file, as far as the first thousand records of this run show; missing where there are none. */
  readonly missingColumns?: MissingColumns
  /** Of groups of rows (`groupBy`), each of which counts as one record; missing where each row is a record. */
  readonly groups?: {
    /** The column by whose values rows were put together. */
    readonly by: string
    /** How many rows the groups had that were read, in all. */
    readonly rows: number
    /** How many groups have a value that an earlier one had: rejected, `rows-apart`, but for those of which that is not certain. */
    readonly apart: number
    /** `apart` is an estimate: there are more than a million different values. */
    readonly isApproximate?: true
  }
  /** Of JSON: the first name that came twice in one object in this run, of which the last value counts; missing where none did. */
  readonly repeatedName?: RepeatedName
  /** What is remarkable about fields of `dataFields`, each once, as far as this run has seen; missing where there is nothing. */
  readonly fieldWarnings?: readonly FieldWarning[]
  /** The first thousand fields that Iterable added to the project, and the first thousand that it dropped. */
  readonly fields: {
    readonly created: readonly string[]
    /** There were more fields than `created` lists. */
    readonly hasMoreCreated?: true | undefined
    readonly filteredOut: readonly string[]
    readonly hasMoreFilteredOut?: true | undefined
  }
  /** Of events and purchases; missing where the importer knows nothing of it. */
  readonly ids?: {
    /** What derived ids depend on; missing where an earlier release began the import. */
    readonly origin?: string
    readonly idsFrom?: readonly string[]
    /** How many ids the map function gave, or `ids` or `idsFrom` made. */
    readonly given: number
    /** How many of these an earlier action of the import had too: of those with the same id, Iterable keeps one. */
    readonly repeated: number
    /** `repeated` is an estimate, or does not know of what an earlier run of the import sent. */
    readonly isApproximate?: true
  }
  readonly durations: { readonly totalMs: number }
  /** ISO 8601, UTC. */
  readonly startedAt: string
  /** Paths of lists of rejects that were removed or changed while the import ran: what it wrote there may be lost. */
  readonly lostRejects?: readonly string[]
  /**
   * How many records that were not imported are on no list, because theirs was removed or cut off. Only an import that
   * starts over lists them again.
   */
  readonly unlistedRejects?: number
  /** Where the lists of rejects of the earlier run are kept, if the import started over: corrections in them were not read. */
  readonly keptRejects?: readonly string[]
  /** Only what was written is named. */
  readonly paths: {
    readonly rejects?: string
    readonly rejectsCsv?: string
    readonly report?: string
    readonly summary?: string
  }
}
