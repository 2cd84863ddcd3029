import type { RetrySummary } from "../../../index.ts"

/** What is known of a retry that ended, or was stopped. */
export interface EndedRetry {
  readonly importName: string
  readonly retried: RetrySummary["retried"]
  readonly paths: RetrySummary["paths"]
  /** The import as it is now. */
  readonly records?: RetrySummary["records"]
  readonly unlistedRejects?: number | undefined
}
