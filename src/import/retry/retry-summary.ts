import type { RejectReason, Summary } from "../../accounting/summary.ts"
import type { ImportRecord } from "../../state/import-record.ts"

/** What a retry did. */
export interface RetrySummary {
  readonly importName: string
  /** Undefined where the import has no rejects. */
  readonly retried: Summary | undefined
  /** The import as it is now. */
  readonly records: Summary["records"]
  readonly rejectReasons: readonly RejectReason[]
  /** How many records of the import that were not imported are on no list; see `Summary`. */
  readonly unlistedRejects?: number
  readonly paths: Summary["paths"]
}

const NOTHING = { read: 0, imported: 0, rejected: 0, skipped: 0, unknown: 0, pending: 0 }

/**
 * What a retry has come to.
 *
 * @param record the import as it is now
 * @param retried undefined: there was nothing to be run
 */
export function retrySummary(
  {
    counts,
    importName,
    journal,
    summary,
  }: Pick<ImportRecord, "counts" | "importName" | "journal" | "summary">,
  retried?: Summary,
  isTrial: boolean = false,
): RetrySummary {
  const paths = summary?.paths ?? {}
  const { records = NOTHING, rejectReasons = [] } = counts ?? {}
  const shown = retried && { ...retried, importName, paths: isTrial ? retried.paths : paths }
  const { unlistedRejects = 0 } = journal.kind === "entry" ? journal.entry : (summary ?? {})
  const unlisted = unlistedRejects === 0 ? {} : { unlistedRejects }
  return { importName, retried: shown, records, rejectReasons, ...unlisted, paths }
}

/** How many rejects an import counts. */
export function countOfRejects(record: Pick<ImportRecord, "counts">): number {
  const { rejected, unknown } = record.counts?.records ?? NOTHING
  return rejected + unknown
}
