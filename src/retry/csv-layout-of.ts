import type { FileSystem } from "../platform/file-system.ts"
import type { CsvLayout } from "../sources/csv-layout.ts"
import { openRejectsCsv } from "./rejects-csv-list.ts"
import type { RejectsLists } from "./rejects-lists.ts"

/** What the `rejects.csv` of an import looks like. */
export async function csvLayoutOf(lists: RejectsLists, files: FileSystem): Promise<CsvLayout | undefined> {
  const own = await openRejectsCsv(lists.csvPath, lists.ndjsonPath, files)
  try {
    for await (const rows of own.read()) if (rows.length > 0) break
    return own.layout
  } finally {
    await own.close()
  }
}
