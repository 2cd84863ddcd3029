import { basename, resolve } from "node:path"
import { UsageError } from "../errors.ts"
import type { DirectoryLock, DirectoryLocks } from "../platform/directory-lock.ts"
import type { FileSystem } from "../platform/file-system.ts"
import { readImportRecord, readImportRecords } from "./import-record.ts"
import type { ImportRecord } from "./import-record.ts"

/** Lists of rejects for which somebody chose a path. */
export interface ListsToClaim {
  /** All of them. */
  readonly paths: readonly string[]
  /** That of the import, or of its dry run. */
  readonly directory: string
  /** Those of all imports. */
  readonly stateDir: string
  /** The file that is imported, where it is one. */
  readonly sourcePath: string | undefined
}

/**
 * Takes lists for one import, so that no other one writes there meanwhile.
 *
 * @returns undefined where no lock can be made, or none is needed, as for devices
 * @throws {@link UsageError} if one is the source itself, holds rejects of another import, or is being written by one.
 */
export async function claimRejects(
  lists: ListsToClaim,
  { files, locks }: { readonly files: FileSystem; readonly locks: DirectoryLocks },
): Promise<DirectoryLock | undefined> {
  const kinds = await Promise.all(lists.paths.map((path) => kindAt(path, files)))
  // Lists that differ in their ending only may have the other list in common.
  const lockedPath = `${lists.paths[0]?.replace(/\.(ndjson|jsonl|json|csv)$/, "")}.writing`
  const attempt = kinds.includes("other") ? undefined : await locks.lock(lockedPath).catch(() => undefined)
  if (attempt?.kind === "held")
    throw new UsageError(
      `Cannot write the rejects to ${lists.paths[0]} as another import is writing its own there now. Name another file.`,
    )
  const lock = attempt && { ...attempt.lock, release: () => releaseAll(attempt.lock, lockedPath, files) }
  try {
    for (const path of lists.paths) await refuseForeign(path, lists, files)
  } catch (error) {
    await lock?.release()
    throw error
  }
  return lock
}

async function releaseAll(lock: DirectoryLock, lockedPath: string, files: FileSystem): Promise<void> {
  await lock.release()
  await files.removeEmptyDirectory(lockedPath)
}

async function kindAt(path: string, files: FileSystem): Promise<string | undefined> {
  return (await files.look(path).catch(() => undefined))?.kind
}

async function refuseForeign(
  path: string,
  { directory, sourcePath, stateDir }: ListsToClaim,
  files: FileSystem,
): Promise<void> {
  const found = await files.look(path).catch(() => undefined)
  if (found?.kind !== "file") return
  const source = sourcePath === undefined ? undefined : await files.look(sourcePath).catch(() => undefined)
  if (source?.state.ino === found.state.ino && source.state.dev === found.state.dev)
    throw new UsageError(
      `Cannot write the rejects to ${path} as that is the source itself. Name another file.`,
    )
  if (found.state.size === 0) return
  const own = await readImportRecord(directory, files)
  const others = await readImportRecords(stateDir, files)
  const [last] = [...(own === undefined ? [] : [own]), ...others]
    .filter((record) => mayHaveWritten(record, path))
    .toSorted((one, other) => other.updatedAt.localeCompare(one.updatedAt))
  if (last?.directory === directory) return
  const whose = last === undefined ? "" : `: ${last.importName} wrote its own there`
  const advice =
    last === undefined ? "move that one away" : `run retry ${last.importName} until none are left there`
  throw new UsageError(
    `Cannot write the rejects to ${path} as it holds what this import did not write${whose}. Nothing was sent or replaced. Name another file, or ${advice}.`,
  )
}

/** Journals of earlier releases know the names of lists only. */
function mayHaveWritten({ journal, summary }: ImportRecord, path: string): boolean {
  if ([summary?.paths.rejects, summary?.paths.rejectsCsv].includes(path)) return true
  if (journal.kind !== "entry") return false
  const { rejectsBytes, rejectsPaths } = journal.entry
  return rejectsPaths?.some((one) => resolve(one) === path) ?? basename(path) in rejectsBytes
}
