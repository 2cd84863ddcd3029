import { resolve } from "node:path"
import type { JournalLoad } from "../journal/journal-store.ts"
import type { FileSystem } from "../platform/files/file-system.ts"
import { describeChange, fingerprintFile, tellsAll } from "../sources/fingerprint/source-fingerprint.ts"
import { asWholeAs } from "../sources/fingerprint/whole-fingerprint.ts"

/**
 * The imports of a file that was moved, renamed or copied since: what they have read is what it holds, as far as can be known. None where
 * there is no such file.
 */
export async function importsOfFile<Found extends { readonly journal: JournalLoad }>(
  filePath: string,
  records: readonly Found[],
  files: FileSystem,
): Promise<readonly Found[]> {
  const path = resolve(filePath)
  const fingerprint = (): ReturnType<typeof fingerprintFile> => fingerprintFile(path, files)
  const now = await fingerprint()
  // All empty files are alike.
  if (now === undefined || now.sizeBytes === 0) return []
  const found: Found[] = []
  for (const record of records) {
    const before = record.journal.kind === "entry" ? record.journal.entry.source.fingerprint : undefined
    if (before === undefined) continue
    const change = describeChange(before, await asWholeAs(before, { path, fingerprint }, now, files))
    if (change === undefined || (change.kind === "touched" && tellsAll(before))) found.push(record)
  }
  return found
}
