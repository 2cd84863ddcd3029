import type { JournalStore } from "../journal/journal-store.ts"
import type { FileSystem } from "../platform/files/file-system.ts"
import { readImportRecord } from "./import-record.ts"

/** Whether the files in the directory of an import are those of an earlier run that read something, and whose journal, if any, still stands: a run that has read nothing leaves them as they are. */
export async function isOfEarlierRun(
  directory: string,
  store: JournalStore | undefined,
  files: FileSystem,
): Promise<boolean> {
  const journal = await store?.load()
  if (journal !== undefined && journal.kind !== "none") return true
  const record = await readImportRecord(directory, files)
  return (record?.summary?.records.read ?? 0) > 0
}
