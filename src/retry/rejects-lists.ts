import { basename, extname, join, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { UsageError } from "../errors.ts"
import { digestFile } from "../platform/digest-file.ts"
import type { FileSystem } from "../platform/file-system.ts"
import type { ImportRecord } from "../report/import-record.ts"

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

/** The lists that a person has changed since the import wrote them; if none was, one that is there; none if there is none. */
export async function chooseLists(
  lists: RejectsLists,
  record: ImportRecord,
  files: FileSystem,
): Promise<readonly ChosenList[]> {
  const seen = await lookAtBoth(lists, record, files)
  const changed = seen.filter(({ isChanged }) => isChanged)
  return changed.length > 0 ? changed : seen.slice(0, 1)
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
  { csvPath, ndjsonPath }: RejectsLists,
  record: ImportRecord,
  files: FileSystem,
): Promise<readonly (ChosenList & Seen)[]> {
  const endedMs = await endedAt(record, files)
  const both = [
    { path: csvPath, format: "csv" },
    { path: ndjsonPath, format: "ndjson" },
  ] as const
  const seen = await Promise.all(
    both.map(async (list) => ({ list, seen: await lookAt(list.path, { record, endedMs }, files) })),
  )
  return seen.flatMap(({ list, seen: one }) => (one === undefined ? [] : [{ ...list, ...one }]))
}

/** Whether an import has a `rejects.csv` of its own. */
export async function hasCsvList(
  record: ImportRecord,
  { csvPath }: RejectsLists,
  files: FileSystem,
): Promise<boolean> {
  return (await lookAt(csvPath, { record, endedMs: Infinity }, files)) !== undefined
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

async function lookAt(
  path: string,
  { endedMs, record: { journal } }: { readonly record: ImportRecord; readonly endedMs: number },
  files: FileSystem,
): Promise<Seen | undefined> {
  const found = await files.look(path).catch(() => undefined)
  if (found?.kind !== "file") return undefined
  const { mtimeMs, size } = found.state
  if (journal.kind !== "entry") return { isChanged: mtimeMs > endedMs }
  const { rejectsBytes, rejectsDigests } = journal.entry
  const writtenBytes = rejectsBytes[basename(path)]
  // A list that the import did not write is one of an earlier import of this name.
  if (writtenBytes === undefined) return undefined
  if (size !== writtenBytes) return { isChanged: true }
  const digest = rejectsDigests?.[basename(path)]
  return {
    isChanged: digest === undefined ? mtimeMs > endedMs : digest !== (await digestFile(path, files)),
  }
}

/** By the clock of the file system, as the times of the lists are: what is written last is the journal, or the summary. */
async function endedAt({ directory, journal }: ImportRecord, files: FileSystem): Promise<number> {
  const path = join(directory, journal.kind === "entry" ? "journal" : "summary.json")
  return (await files.look(path).catch(() => undefined))?.state.mtimeMs ?? Infinity
}
