import type { SourceItem } from "../../sources/data-source.ts"
import type { Failure } from "./open-record.ts"
import type { SettledActions } from "./settled-actions.ts"

/** A record that was not imported, or of which that is not known, with each reason. */
export interface FailedRecord {
  readonly item: SourceItem<unknown>
  readonly state: "rejected" | "unknown"
  /** At least one. */
  readonly failures: readonly Failure[]
  /** Those of its actions that Iterable took all the same; undefined: none. */
  readonly accepted?: SettledActions | undefined
  /** Says of what record, and by which map function, these were made; see {@link madeFrom}. */
  readonly madeFrom?: string | undefined
}
