import type { JournalEntry } from "../journal/journal-entry.ts"
import type { FileSystem } from "../platform/files/file-system.ts"
import { describeChange } from "../sources/fingerprint/source-fingerprint.ts"
import { readImportRecords } from "./import-record.ts"

/** A file about to be imported under no name of its own. */
export interface FileOfOrigin {
  readonly fingerprint: JournalEntry["source"]["fingerprint"]
  readonly baseUrl: string
}

/**
 * What ids were derived from when a file of the same content was imported to the same target, whatever it was called and wherever it
 * was: once it has changed and counted as the same, its content alone does not tell. Undefined where none was.
 */
export async function knownOrigin(
  { baseUrl, fingerprint }: FileOfOrigin,
  stateDir: string,
  files: FileSystem,
): Promise<string | undefined> {
  if (fingerprint === undefined) return undefined
  const records = await readImportRecords(stateDir, files)
  return records.flatMap(({ journal }) => {
    if (journal.kind !== "entry") return []
    const { ids, importName, source, target } = journal.entry
    const isNamed = importName !== source.name
    if (ids === undefined || ids.idsFrom !== undefined || isNamed || target.baseUrl !== baseUrl) return []
    const isSame =
      source.fingerprint !== undefined && describeChange(source.fingerprint, fingerprint)?.kind !== "changed"
    return isSame ? [ids.origin] : []
  })[0]
}
