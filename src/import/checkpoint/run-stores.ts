import { FileJournalStore } from "../../journal/file-journal-store.ts"
import type { JournalStore } from "../../journal/journal-store.ts"
import { NotedJournalStore } from "../../journal/noted-journal-store.ts"
import type { FileSystem } from "../../platform/files/file-system.ts"
import { FileRejectsStore } from "../../rejects/store/file-rejects-store.ts"
import type { FileRejectsStoreOptions } from "../../rejects/store/file-rejects-store.ts"
import type { RejectsStore } from "../../rejects/store/rejects-store.ts"
import type { DataSource } from "../../sources/data-source.ts"
import { ResultFiles } from "../../state/result-files.ts"

/** Where a run keeps what is to outlive it. */
export interface RunStores {
  /** Undefined: nothing is remembered. */
  readonly journal: NotedJournalStore | undefined
  readonly rejects: RejectsStore
  readonly results: ResultFiles
}

/** Files in the import's directory; the journal may be kept elsewhere. */
export function fileStores({
  journal,
  listFiles,
  ...where
}: FileRejectsStoreOptions & {
  readonly journal: JournalStore | undefined
  /** For the lists of rejects. */
  readonly listFiles: FileSystem
}): RunStores {
  const rejects = new FileRejectsStore({ ...where, files: listFiles })
  return { journal: journal && new NotedJournalStore(journal), rejects, results: new ResultFiles(where) }
}

/** Where the journal of an import is kept: as its options say; by default in its directory, for sources that can be told from others. */
export function journalStoreFor(
  journal: JournalStore | false | undefined,
  source: Pick<DataSource, "fingerprint">,
  directory: string,
  files: FileSystem,
): JournalStore | undefined {
  if (journal === false) return undefined
  if (journal !== undefined) return journal
  return source.fingerprint === undefined ? undefined : new FileJournalStore(directory, files)
}
