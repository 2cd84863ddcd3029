import { hash } from "node:crypto"
import { join, relative, resolve } from "node:path"
import { FileJournalStore } from "../journal/file-journal-store.ts"
import type { JournalEntry } from "../journal/journal-entry.ts"
import type { JournalLoad } from "../journal/journal-store.ts"
import type { FileSystem } from "../platform/files/file-system.ts"
import { bytesAt } from "../sources/bytes-at.ts"
import type { DataSource } from "../sources/data-source.ts"
import { describeChange } from "../sources/fingerprint/source-fingerprint.ts"
import { directoryName } from "./directory-name.ts"

/** Where an import of a file keeps its files, and what its journal notes of where that file lies. */
export interface ImportDirectory {
  readonly directoryName: string
  /** From the state directory to the file: it stays the same where both are moved together. */
  readonly sourcePath: string
}

/** A directory that may be an import's, as its name says. */
export interface FoundDirectory {
  readonly directoryName: string
  readonly journal: JournalLoad
  /** The file of that import, and not the one to be imported, lies where the journal says. */
  readonly hasOtherFile: boolean
}

/** The file to be imported. */
export interface FileToImport extends Pick<JournalEntry["source"], "fingerprint"> {
  readonly importName: string
  readonly sourcePath: string
}

/**
 * The directory of an import that was given no name. Two files of one name in different folders are two imports, so that only the first of
 * them can have the directory of that name. A file that was moved keeps its directory, and so do imports of earlier releases, which
 * did not note where their files lay.
 */
export function chooseDirectory(file: FileToImport, found: readonly FoundDirectory[]): string {
  const plain = directoryName(file.importName)
  const own = `${plain}-${hash("sha256", file.sourcePath, "hex").slice(0, 8)}`
  const sourceOf = ({ journal }: FoundDirectory): JournalEntry["source"] | undefined =>
    journal.kind === "entry" ? journal.entry.source : undefined
  const isOwn = (one: FoundDirectory): boolean =>
    sourceOf(one)?.path === file.sourcePath || one.directoryName === own
  const isOfUnknownFile = (one: FoundDirectory): boolean =>
    one.directoryName === plain && sourceOf(one)?.path === undefined
  const isMoved = (one: FoundDirectory): boolean => {
    const before = sourceOf(one)?.fingerprint
    if (one.hasOtherFile || before === undefined || file.fingerprint === undefined) return false
    return describeChange(before, file.fingerprint)?.kind !== "changed"
  }
  const unnamed = found.filter((one) => !isNamed(one.journal))
  const chosen = unnamed.find(isOwn) ?? unnamed.find(isOfUnknownFile) ?? unnamed.find(isMoved)
  if (chosen !== undefined) return chosen.directoryName
  return found.some((one) => one.directoryName === plain) ? own : plain
}

/** Whether an import was given a name: it is that import's alone, also where its name is that of a file. */
function isNamed(journal: JournalLoad): boolean {
  if (journal.kind !== "entry") return false
  const { importName, source } = journal.entry
  return source.isNamed === true || importName !== source.name
}

/** Looks for that directory; undefined where the source is no file that lies at a path. */
export async function findImportDirectory(
  source: DataSource,
  stateDir: string,
  files: FileSystem,
): Promise<ImportDirectory | undefined> {
  const { name: importName, path } = source
  if (path === undefined || source.fingerprint === undefined) return undefined
  const directory = resolve(stateDir)
  const sourcePath = relative(directory, path)
  const names = ((await files.list(directory)) ?? []).filter((name) => isOneOf(name, importName))
  const found: FoundDirectory[] = []
  for (const name of names) {
    const journal = await new FileJournalStore(join(directory, name), files).load()
    if (journal.kind === "none") continue
    const before = journal.kind === "entry" ? journal.entry.source : undefined
    const hasOtherFile = before !== undefined && (await isInItsPlace(before, { directory, path }, files))
    found.push({ directoryName: name, journal, hasOtherFile })
  }
  const fingerprint = await source.fingerprint()
  const file = { importName, sourcePath, ...(fingerprint === undefined ? {} : { fingerprint }) }
  return { directoryName: chooseDirectory(file, found), sourcePath }
}

function isOneOf(name: string, importName: string): boolean {
  const plain = directoryName(importName)
  return name === plain || (name.startsWith(`${plain}-`) && /^-[0-9a-f]{8}$/.test(name.slice(plain.length)))
}

/** Whether a file lies where that of an import did which is still the same, and is not the one to be imported. */
async function isInItsPlace(
  { fingerprint, path: before }: JournalEntry["source"],
  { directory, path }: { readonly directory: string; readonly path: string },
  files: FileSystem,
): Promise<boolean> {
  if (before === undefined) return false
  const itsPath = resolve(directory, before)
  const [its, own] = await Promise.all([itsPath, path].map((at) => files.look(at).catch(() => undefined)))
  if (its === undefined || own === undefined) return false
  if (its.state.ino === own.state.ino && its.state.dev === own.state.dev) return false
  const now = await bytesAt(itsPath, files)
    .fingerprint()
    .catch(() => undefined)
  return describeChange(fingerprint, now)?.kind !== "changed"
}
