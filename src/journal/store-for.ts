import type { FileSystem } from "../platform/file-system.ts"
import type { DataSource } from "../sources/data-source.ts"
import { FileJournalStore } from "./file-journal-store.ts"
import type { JournalStore } from "./journal-store.ts"

/** Where an import keeps its journal; undefined if it keeps none. */
export function storeFor(
  journal: JournalStore | false | undefined,
  source: DataSource,
  directory: string,
  files: FileSystem,
): JournalStore | undefined {
  if (journal === false) return undefined
  if (journal !== undefined) return journal
  return source.fingerprint === undefined ? undefined : new FileJournalStore(directory, files)
}
