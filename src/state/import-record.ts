import { shortList } from "../messages/short-list.ts"
import { ALL_KINDS } from "../kinds/all-kinds.ts"
import { basename, join, resolve } from "node:path"
import { UsageError } from "../errors.ts"
import { FileJournalStore } from "../journal/file-journal-store.ts"
import type { JournalEntry } from "../journal/journal-entry.ts"
import type { JournalLoad } from "../journal/journal-store.ts"
import type { FileSystem } from "../platform/files/file-system.ts"
import { isoTime } from "../platform/iso-time.ts"
import { directoryName } from "./directory-name.ts"
import { importsOfFile } from "./imports-of-file.ts"
import { Ledger } from "../accounting/ledger/ledger.ts"
import type { LedgerCounts } from "../accounting/ledger/ledger-snapshot.ts"
import { movedPaths } from "./moved-paths.ts"
import { namesOfImports } from "./names-of-imports.ts"
import type { Summary } from "../accounting/summary.ts"

/** What became of the records of an import. */
export type ImportCounts = Pick<Summary, "records" | "actions" | "rejectReasons">

/** What the directory of an import says of it. */
export interface ImportRecord {
  readonly directory: string
  readonly importName: string
  readonly sourceName: string
  /** The absolute path of its file, where that is known. */
  readonly sourcePath: string | undefined
  readonly journal: JournalLoad
  /** What the last run that ended has left; undefined where none has. */
  readonly summary: Summary | undefined
  /** What became of its records, as far as that was put down. */
  readonly counts: ImportCounts | undefined
  /** When something of it was last put down: ISO 8601, UTC. */
  readonly updatedAt: string
}

/** Reads what the directory of an import says; undefined if it is none. */
export async function readImportRecord(
  directory: string,
  files: FileSystem,
): Promise<ImportRecord | undefined> {
  const [journal, summary] = await Promise.all([
    new FileJournalStore(directory, files).load(),
    readSummary(directory, files),
  ])
  if (journal.kind === "none" && summary === undefined) return undefined
  const updatedMs = await changedAt(
    join(directory, journal.kind === "none" ? "summary.json" : "journal"),
    files,
  )
  const entry = journal.kind === "entry" ? journal.entry : undefined
  return {
    directory,
    importName: entry?.importName ?? summary?.importName ?? basename(directory),
    sourcePath: entry?.source.path === undefined ? undefined : resolve(directory, "..", entry.source.path),
    sourceName: entry?.source.name ?? summary?.source.name ?? basename(directory),
    journal,
    summary,
    counts: entry === undefined ? summary : countsIn(entry),
    updatedAt: entry?.updatedAt ?? isoTime(updatedMs),
  }
}

/** The counts that a journal holds. */
export function countsIn({ counts, settled }: JournalEntry): ImportCounts {
  const { actions, records, rejectReasons } = new Ledger(
    { settled, counts: counts as LedgerCounts },
    { kinds: ALL_KINDS },
  )
  return { actions, records, rejectReasons }
}

/** All imports that keep their files in a directory, the one that was last at work first. */
export async function readImportRecords(
  stateDir: string,
  files: FileSystem,
): Promise<readonly ImportRecord[]> {
  const directory = resolve(stateDir)
  const names = (await files.list(directory)) ?? []
  const records = await Promise.all(names.map((name) => readImportRecord(join(directory, name), files)))
  return records
    .filter((record) => record !== undefined)
    .toSorted(
      (one, other) =>
        other.updatedAt.localeCompare(one.updatedAt) || one.importName.localeCompare(other.importName),
    )
}

/**
 * The import of a name, or the one that was last at work.
 *
 * @returns undefined if there are none at all
 * @param importName its name; or the path of its file, also where that was moved or renamed, or the name of its directory, as there may be
 * several of one name
 * @throws {@link UsageError} if there is none of that name, or several; the message names those there are.
 */
export async function findImportRecord(
  stateDir: string,
  importName: string | undefined,
  files: FileSystem,
): Promise<ImportRecord | undefined> {
  const records = await readImportRecords(stateDir, files)
  const [last] = records
  if (last === undefined || importName === undefined) return last
  const ofName = records.filter((record) => record.importName === importName)
  const ofPath = records.find(({ sourcePath }) => sourcePath === resolve(importName))
  const [only] = ofName
  const isOne = ofName.length === 1 || (ofPath !== undefined && ofName.includes(ofPath))
  if (isOne && ofName.length === 1) return only
  if (ofPath !== undefined && (isOne || ofName.length === 0)) return ofPath
  const [moved, ...others] = await importsOfFile(importName, ofName.length > 0 ? ofName : records, files)
  if (moved !== undefined && others.length === 0) return moved
  if (moved !== undefined || ofName.length > 0)
    throw new UsageError(ambiguous(importName, moved === undefined ? ofName : [moved, ...others]))
  const ofDirectory = records.find(({ directory }) => basename(directory) === directoryName(importName))
  if (ofDirectory !== undefined) return ofDirectory
  const isFile = (await files.look(importName).catch(() => undefined))?.kind === "file"
  const what = trialText(importName, records) ?? (isFile ? OTHER_CONTENT : "")
  throw new UsageError(
    `There is no import of the name ${importName} in ${stateDir}.${what} There are: ${namesOfImports(records)}.`,
  )
}

const OTHER_CONTENT = " There is such a file, but what it holds is not what any of them has read."

/** What has no journal cannot be told by what it has read, but by the name of that. */
function trialText(importName: string, records: readonly ImportRecord[]): string | undefined {
  const trial = records.find(
    ({ journal, sourceName }) => journal.kind === "none" && sourceName === basename(importName),
  )
  return (
    trial &&
    ` ${trial.importName} was a trial only: correct ${trial.sourceName} or the map file, and run it again.`
  )
}

const MAX_NAMED = 10

/** Each is named as it can be typed: by the path of its file, or by its directory. */
function ambiguous(importName: string, records: readonly ImportRecord[]): string {
  const names = records.map(({ directory, sourcePath }) =>
    sourcePath === undefined ? basename(directory) : `${sourcePath} (directory ${basename(directory)})`,
  )
  const isName = records.every((record) => record.importName === importName)
  const what = isName
    ? `is the name of ${records.length} imports, of files in different folders: name the file by its path`
    : `is the file of ${records.length} imports: name one of them, or its directory`
  return `${importName} ${what}. There are: ${shortList(names, MAX_NAMED, Infinity)}.`
}

/** Those that are damaged are as if they were not there: a summary is no journal. */
async function readSummary(directory: string, files: FileSystem): Promise<Summary | undefined> {
  try {
    const bytes = (await files.read(join(directory, "summary.json"))) ?? []
    const value = JSON.parse(Buffer.from(bytes).toString("utf8")) as Partial<Summary> | null
    const isSummary = typeof value?.importName === "string" && typeof value.records?.read === "number"
    if (!isSummary) return undefined
    const summary = value as Summary
    return { ...summary, paths: movedPaths(summary.paths, resolve(directory)) }
  } catch {
    return undefined
  }
}

/** Milliseconds since 1970 (UTC). */
async function changedAt(path: string, files: FileSystem): Promise<number> {
  const found = await files.look(path).catch(() => undefined)
  return found?.state.mtimeMs ?? 0
}
