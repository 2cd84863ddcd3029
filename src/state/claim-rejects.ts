import { hash } from "node:crypto"
import { tmpdir } from "node:os"
import { basename, dirname, join, resolve } from "node:path"
import { UsageError } from "../errors.ts"
import type { DirectoryLock, DirectoryLocks } from "../platform/files/directory-lock.ts"
import type { FileSystem } from "../platform/files/file-system.ts"
import { systemReason } from "../platform/system-reason.ts"
import { readImportRecord } from "./import-record.ts"
import type { ImportRecord } from "./import-record.ts"
import { wroteList } from "./wrote-list.ts"

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
 * Takes lists for one import, so that no other one on this machine writes there meanwhile.
 *
 * @returns undefined where no lock is needed, as for devices
 * @throws {@link UsageError} if one is the source itself, holds rejects of another import, or is being written by one; or if no lock can
 * be made.
 */
export async function claimRejects(
  lists: ListsToClaim,
  { files, locks }: { readonly files: FileSystem; readonly locks: DirectoryLocks },
): Promise<DirectoryLock | undefined> {
  const lock = await lockLists(lists, { files, locks })
  try {
    for (const path of lists.paths) await refuseForeign(path, lists, files)
  } catch (error) {
    await lock?.release()
    throw error
  }
  return lock
}

async function lockLists(
  { paths }: ListsToClaim,
  { files, locks }: { readonly files: FileSystem; readonly locks: DirectoryLocks },
): Promise<DirectoryLock | undefined> {
  const [path] = paths
  const kinds = await Promise.all(paths.map((one) => kindAt(one, files)))
  if (path === undefined || kinds.includes("other")) return undefined
  const lockedPath = await lockedPathOf(path, files)
  const attempt = await locks.lock(lockedPath).catch((error: unknown) => {
    throw new UsageError(
      `Cannot write the rejects to ${path} as other imports could write there too: the lock ${lockedPath} cannot be created (${systemReason(error)}). Set TMPDIR to a directory that can be written to.`,
      { cause: error },
    )
  })
  if (attempt.kind === "held")
    throw new UsageError(
      `Cannot write the rejects to ${path} as another import is writing its own there now. Name another file.`,
    )
  const { lock } = attempt
  const release = async (): Promise<void> => {
    await lock.release()
    await files.removeEmptyDirectory(lockedPath)
  }
  return { ...lock, release }
}

/**
 * Where a list is locked: not beside it, where a killed process would leave the lock behind among the user's files. By whatever path its
 * folder is reached, it is one. Lists that differ in their ending only may have the other list in common.
 */
async function lockedPathOf(path: string, files: FileSystem): Promise<string> {
  const folder = dirname(path)
  // Whoever opens the list will say why it cannot be made.
  await files.makeDirectory(folder).catch(() => undefined)
  const found = await files.look(folder).catch(() => undefined)
  const where = found === undefined ? folder : `${found.state.dev}:${found.state.ino}`
  const name = basename(path).replace(/\.(ndjson|jsonl|json|csv)$/, "")
  const key = JSON.stringify([where, name])
  return join(tmpdir(), `iterable-data-import-${hash("sha256", key, "hex").slice(0, 32)}`)
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
  const last = await writerOf(path, { directory, stateDir }, files)
  if (last?.directory === directory) return
  const whose = last === undefined ? "" : `: ${last.importName} wrote its own there`
  const advice =
    last === undefined || isDryRun(last)
      ? "move that one away"
      : `run retry ${last.importName} until none are left there`
  throw new UsageError(
    `Cannot write the rejects to ${path} as it holds what this import did not write${whose}. Nothing was sent or replaced. Name another file, or ${advice}.`,
  )
}

/** Who wrote a list: what its bytes prove counts for more than what a path suggests, and of several, the last one. */
async function writerOf(
  path: string,
  { directory, stateDir }: Pick<ListsToClaim, "directory" | "stateDir">,
  files: FileSystem,
): Promise<ImportRecord | undefined> {
  const names = (await files.list(resolve(stateDir))) ?? []
  const imports = names.map((name) => join(resolve(stateDir), name))
  const directories = new Set([directory, ...imports.flatMap((one) => [one, join(one, "dry-run")])])
  const writers: { record: ImportRecord; isSure: boolean }[] = []
  for (const one of directories) {
    const record = await readImportRecord(one, files)
    const wrote = record && (await wroteList(record, path, files))
    if (record === undefined || wrote === undefined || wrote === "no") continue
    writers.push({ record, isSure: wrote === "surely" })
  }
  const [last] = writers.toSorted(
    (one, other) =>
      Number(other.isSure) - Number(one.isSure) || other.record.updatedAt.localeCompare(one.record.updatedAt),
  )
  return last?.record
}

function isDryRun({ directory }: ImportRecord): boolean {
  return basename(directory) === "dry-run"
}
