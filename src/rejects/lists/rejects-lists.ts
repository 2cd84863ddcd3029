import { basename, extname, join, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { UsageError } from "../../errors.ts"
import { seeFile, wasChanged } from "../../platform/files/seen-file.ts"
import { readStart } from "../../platform/files/text-file.ts"
import type { FileSystem } from "../../platform/files/file-system.ts"
import type { ImportRecord } from "../../state/import-record.ts"
import { FIRST_COLUMN } from "../own-columns.ts"

/** The lists of rejects of an import, whether they are there or not. */
export interface RejectsLists {
  /** `rejects.ndjson`, unless the import was told another name. */
  readonly ndjsonPath: string
  /** `rejects.csv`; for sources that are not CSV there is none. */
  readonly csvPath: string
}

/** The list that a retry reads. */
export interface ChosenList {
  readonly path: string
  readonly format: "csv" | "ndjson"
}

/** Where an import has its lists of rejects. */
export function rejectsListsOf({ directory, summary }: ImportRecord): RejectsLists {
  const ndjsonPath = summary?.paths.rejects ?? join(directory, "rejects.ndjson")
  const besides = ndjsonPath.replace(/\.(ndjson|jsonl|json)$/, ".csv")
  const csvPath =
    summary?.paths.rejectsCsv ?? (besides === ndjsonPath ? join(directory, "rejects.csv") : besides)
  return { ndjsonPath, csvPath }
}

/** The lists that a person has changed since the import wrote them; if none was, `rejects.ndjson`, which keeps types, or the one that is there; none if there is none. */
export async function chooseLists(
  lists: RejectsLists,
  record: ImportRecord,
  files: FileSystem,
): Promise<readonly ChosenList[]> {
  const seen = await lookAtBoth(lists, record, files)
  const changed = seen.filter(({ isChanged }) => isChanged)
  return changed.length > 0 ? changed : seen.slice(-1)
}

/** The lists that a person has changed, and of which another one was named to be run. */
export async function passedOver(
  from: ChosenList,
  lists: RejectsLists,
  record: ImportRecord,
  files: FileSystem,
): Promise<readonly ChosenList[]> {
  const seen = await lookAtBoth(lists, record, files)
  return seen.filter(({ isChanged, path }) => isChanged && resolve(path) !== resolve(from.path))
}

/** Those that are there, the CSV first. */
async function lookAtBoth(
  lists: RejectsLists,
  record: ImportRecord,
  files: FileSystem,
): Promise<readonly (ChosenList & Seen)[]> {
  const { csvPath, ndjsonPath } = lists
  const endedMs = await endedAt(record, files)
  const both = [
    { path: csvPath, format: "csv" },
    { path: ndjsonPath, format: "ndjson" },
  ] as const
  const seen = await Promise.all(
    both.map(async (list) => ({ list, seen: await lookAt(list.path, { record, lists, endedMs }, files) })),
  )
  return seen.flatMap(({ list, seen: one }) => (one === undefined ? [] : [{ ...list, ...one }]))
}

/** Whether an import writes a `rejects.csv`, though it may have been moved away. */
export function writesCsvList({ journal, summary }: ImportRecord, lists: RejectsLists): boolean {
  const { csvPath, ndjsonPath } = lists
  if (summary?.paths.rejectsCsv !== undefined) return true
  if (journal.kind !== "entry") return false
  const { rejectsBytes, source } = journal.entry
  // An earlier release forgot one that was not there when a retry ended.
  return basename(csvPath) in rejectsBytes || (source.file?.format === "csv" && ndjsonPath.endsWith("json"))
}

/** Whether an import has a `rejects.csv` of its own. */
export async function hasCsvList(
  record: ImportRecord,
  lists: RejectsLists,
  files: FileSystem,
): Promise<boolean> {
  return (await lookAt(lists.csvPath, { record, lists, endedMs: Infinity }, files)) !== undefined
}

/** The list that somebody named. @throws {@link UsageError} if it is not there, or its name does not say which kind it is. */
export async function namedList(from: string | URL, files: FileSystem): Promise<ChosenList> {
  const path = from instanceof URL ? fileURLToPath(from) : from
  // Whoever reads it will say what is wrong with one that cannot be looked at.
  const found = await files.look(path).catch(() => "unknown" as const)
  if (found === undefined)
    throw new UsageError(`Cannot retry the rejects in ${path} as there is no such file.`)
  if (found !== "unknown" && found.kind !== "file")
    throw new UsageError(
      `Cannot retry the rejects in ${path} as it is no ordinary file: a list of rejects is read more than once.`,
    )
  const ending = extname(path).toLowerCase()
  if ([".csv", ".tsv", ".txt"].includes(ending)) return { path, format: "csv" }
  if ([".ndjson", ".jsonl", ".json"].includes(ending)) return { path, format: "ndjson" }
  throw new UsageError(
    `Cannot tell which list of rejects ${path} is by its name: it must end in .csv or .ndjson.`,
  )
}

interface Seen {
  readonly isChanged: boolean
}

interface LookedAt {
  readonly record: ImportRecord
  readonly lists: RejectsLists
  readonly endedMs: number
}

async function lookAt(
  path: string,
  { endedMs, lists, record }: LookedAt,
  files: FileSystem,
): Promise<Seen | undefined> {
  const { journal } = record
  const found = await files.look(path).catch(() => undefined)
  if (found?.kind !== "file") return undefined
  const { mtimeMs, size } = found.state
  if (journal.kind !== "entry") return { isChanged: mtimeMs > endedMs }
  const { rejectsBytes, rejectsDigests } = journal.entry
  const writtenBytes = rejectsBytes[basename(path)]
  if (writtenBytes === undefined) {
    const isCsv = path === lists.csvPath && journal.entry.state === "finished" && size > 0
    // Somebody has put it there: whoever reads it finds out of which import it is.
    if (isCsv && (writesCsvList(record, lists) || (await startsAsList(path, files))))
      return { isChanged: true }
    return undefined
  }
  if (size !== writtenBytes) return { isChanged: true }
  const digest = rejectsDigests?.[basename(path)]
  return {
    isChanged: digest === undefined ? mtimeMs > endedMs : wasChanged(await seeFile(path, files), [digest]),
  }
}

/** Whether a file is a list of rejects by its first name, in UTF-8 or UTF-16. */
async function startsAsList(path: string, files: FileSystem): Promise<boolean> {
  const start = await readStart(path, 64, files).catch(() => "")
  return start.replaceAll("\0", "").includes(FIRST_COLUMN)
}

/** By the clock of the file system, as the times of the lists are: what is written last is the journal, or the summary. */
async function endedAt({ directory, journal }: ImportRecord, files: FileSystem): Promise<number> {
  const path = join(directory, journal.kind === "entry" ? "journal" : "summary.json")
  return (await files.look(path).catch(() => undefined))?.state.mtimeMs ?? Infinity
}
