import { journaledReading } from "../../journal/journaled-reading.ts"
import type { ImportRecord } from "../../state/import-record.ts"

/** The column by which an import put rows together; undefined where each was a record of its own. */
export function groupedBy({ journal }: Pick<ImportRecord, "journal">): string | undefined {
  const column = journal.kind === "entry" ? journaledReading(journal.entry.source)?.["groupBy"] : undefined
  return typeof column === "string" ? column : undefined
}
