import { SourceError, UsageError } from "../../errors.ts"
import type { FileSystem } from "../../platform/files/file-system.ts"
import type { ImportRecord } from "../../state/import-record.ts"
import type { CsvLayout } from "../../sources/formats/csv/csv-layout.ts"
import { journaledReading } from "../../journal/journaled-reading.ts"
import { OWN_COLUMN_NAMES } from "../own-columns.ts"
import { listDelimiter } from "../../sources/formats/csv/csv-delimiter.ts"
import { KnownRejects } from "./known-rejects.ts"
import { openRejectsCsv } from "./rejects-csv-list.ts"
import { hasCsvList, writesCsvList } from "./rejects-lists.ts"
import type { RejectsLists } from "./rejects-lists.ts"
import { previousPathOf } from "../merge/retry-merge.ts"
import { sourceAgain } from "../newer/source-again.ts"

/**
 * What the `rejects.csv` of an import looks like, or is to look like where it was moved away; undefined if it has none.
 *
 * @throws {@link SourceError} or {@link UsageError} if it is there, cannot be read, and nothing else tells.
 */
export async function csvLayoutOf(
  record: ImportRecord,
  lists: RejectsLists,
  files: FileSystem,
): Promise<CsvLayout | undefined> {
  if (!(await hasCsvList(record, lists, files)))
    return writesCsvList(record, lists) ? layoutAnew(record, lists, files) : undefined
  try {
    return await layoutIn(lists.csvPath, lists, files)
  } catch (error) {
    if (!isUnreadable(error)) throw error
    const layout = await layoutAnew(record, lists, files)
    if (layout === undefined) throw error
    return layout
  }
}

/** As the source has it, or a list before; otherwise as the records say. */
async function layoutAnew(
  record: ImportRecord,
  lists: RejectsLists,
  files: FileSystem,
): Promise<CsvLayout | undefined> {
  const known = await KnownRejects.open(lists.ndjsonPath, files)
  const { columns } = known
  await known.close()
  for (const layout of [
    await layoutOfSource(record, files),
    await layoutIn(previousPathOf(lists.csvPath), lists, files).catch(noneIfUnreadable),
  ])
    if (layout !== undefined && columns.every((name) => layout.columns.includes(name))) return layout
  const reading = record.journal.kind === "entry" ? journaledReading(record.journal.entry.source) : undefined
  const delimiter = listDelimiter(reading?.["delimiter"])
  return columns.length === 0 ? undefined : { columns, delimiter, ownColumns: OWN_COLUMN_NAMES }
}

async function layoutOfSource(record: ImportRecord, files: FileSystem): Promise<CsvLayout | undefined> {
  const again = await sourceAgain(record, files)
  if (again.kind === "gone") return undefined
  try {
    for await (const items of again.source.read({})) if (items.length > 0) break
  } catch (error) {
    return noneIfUnreadable(error)
  }
  const { csv } = again.source
  return csv && { columns: csv.columns, delimiter: csv.delimiter, ownColumns: OWN_COLUMN_NAMES }
}

async function layoutIn(
  path: string,
  { ndjsonPath }: RejectsLists,
  files: FileSystem,
): Promise<CsvLayout | undefined> {
  const list = await openRejectsCsv(path, ndjsonPath, files)
  try {
    for await (const rows of list.read()) if (rows.length > 0) break
    return list.layout
  } finally {
    await list.close()
  }
}

const isUnreadable = (error: unknown): boolean => error instanceof SourceError || error instanceof UsageError

function noneIfUnreadable(error: unknown): undefined {
  if (!isUnreadable(error)) throw error
  return undefined
}
