import { resolve } from "node:path"
import { saidBy } from "../../errors.ts"
import type { FileSystem } from "../../platform/files/file-system.ts"
import { journaledReading } from "../../journal/journaled-reading.ts"
import type { ImportRecord } from "../../state/import-record.ts"
import type { DataSource } from "../../sources/data-source.ts"
import { fileSource } from "../../sources/file-source.ts"
import { packingOf } from "../../sources/packings/packing-of.ts"
import { ALL_PARTS } from "../../sources/source-parts.ts"
import type { SourceParts } from "../../sources/source-parts.ts"
import { REJECTS_IN_CSV } from "../reading/rejects-in-csv.ts"
import { describeChange, tellsAll } from "../../sources/fingerprint/source-fingerprint.ts"
import { asWholeAs } from "../../sources/fingerprint/whole-fingerprint.ts"
import type { Message } from "../../messages/message.ts"
import { asFile, asOthers, say } from "../../messages/say.ts"

/** The source of an import, to be read once more; or why it cannot be, as a clause. */
export type SourceAgain =
  | { readonly kind: "there"; readonly source: DataSource }
  | { readonly kind: "gone"; readonly why: Message }

/**
 * Looks for the file that an import has read, and makes sure that it is still the same.
 *
 * @param movedTo where it may be by now, if it is not where it was
 * @param parts what it may be read with
 */
export async function sourceAgain(
  record: Pick<ImportRecord, "directory" | "journal">,
  files: FileSystem,
  movedTo?: string,
  parts: SourceParts = ALL_PARTS,
): Promise<SourceAgain> {
  const where = await sourceAt(record, files, parts)
  if (where.kind === "there" || movedTo === undefined) return where
  const moved = await sourceAt(record, files, parts, resolve(movedTo))
  return moved.kind === "there" ? moved : where
}

async function sourceAt(
  { directory, journal }: Pick<ImportRecord, "directory" | "journal">,
  files: FileSystem,
  parts: SourceParts,
  movedTo?: string,
): Promise<SourceAgain> {
  if (journal.kind !== "entry") return { kind: "gone", why: say`the import has no journal` }
  const { file, fingerprint, hasChanged, name, path = file?.path } = journal.entry.source
  const given = file ?? (path === undefined ? undefined : { path })
  const known = journaledReading(journal.entry.source)
  if (given === undefined || fingerprint === undefined)
    return { kind: "gone", why: say`${asFile(name)} is not a file that can be read again` }
  if (hasChanged === true)
    return { kind: "gone", why: say`${asFile(name)} was written to while it was imported` }
  const isOnDisk = file?.place === undefined
  const filePath = movedTo ?? (isOnDisk ? resolve(directory, "..", given.path) : given.path)
  if (packingOf(filePath, parts.packings) !== packingOf(given.path, parts.packings))
    return { kind: "gone", why: say`${asFile(filePath)} would be read in another way` }
  try {
    const source = fileSource({ filePath, format: known?.format, csvList: REJECTS_IN_CSV }, files, parts)
    const now = await source.fingerprint?.()
    if (now === undefined) return { kind: "gone", why: say`${asFile(filePath)} is no longer there` }
    const change = describeChange(fingerprint, await asWholeAs(fingerprint, source, now, files))
    if (change?.kind === "touched" && !tellsAll(fingerprint))
      return {
        kind: "gone",
        why: say`${asFile(filePath)} was saved again since it was imported, and may have changed`,
      }
    if (change?.kind === "changed")
      return {
        kind: "gone",
        why: say`${asFile(filePath)} has changed since it was imported (${asOthers(change.message)})`,
      }
    const readAs = await source.inspect?.({ known })
    return { kind: "there", source: { ...source, read: (options) => source.read({ readAs, ...options }) } }
  } catch (error) {
    return { kind: "gone", why: say`${asFile(filePath)} cannot be read again (${saidBy(error)})` }
  }
}
