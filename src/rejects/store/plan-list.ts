import { basename } from "node:path"
import { UsageError } from "../../errors.ts"
import type { FileSystem } from "../../platform/files/file-system.ts"
import { endsLineAt, readStart } from "../../platform/files/text-file.ts"
import { isOrdinaryFile } from "./is-ordinary-file.ts"
import type { ListFile, ListFiles } from "./list-files.ts"
import type { RejectsBefore } from "./rejects-before.ts"

/** How a list is opened: how much of it is kept, 0 where it is made anew. */
export interface ListPlan {
  readonly list: ListFile
  readonly keepBytes: number
}

/** What a list is opened with. */
export interface ListSetting {
  readonly files: FileSystem
  readonly lists: ListFiles
  /** The import's directory. */
  readonly directory: string
  /** What an earlier run left; undefined: there was none. */
  readonly before: RejectsBefore | undefined
}

/**
 * Finds out how much of a list is kept.
 *
 * @throws {@link UsageError} if it cannot be gone on with, or if what is there is no list of rejects.
 */
export async function planList(list: ListFile, setting: ListSetting): Promise<ListPlan> {
  const { files } = setting
  const keepBytes = bytesBefore(list, setting)
  if (keepBytes === 0 || (await isMadeAnew(list, setting))) {
    await refuseOther(list, files)
    return { list, keepBytes: 0 }
  }
  if (!(await isKept(list, keepBytes, files))) throw cannotGoOn(list, setting.lists)
  return { list, keepBytes }
}

/** How much of a list counts. */
export function bytesBefore({ path }: ListFile, { before }: Pick<ListSetting, "before">): number {
  return before?.rejectsBytes[basename(path)] ?? 0
}

/** Says that what an earlier run wrote into a list is not there. */
export function cannotGoOn(list: ListFile, { csv }: ListFiles): UsageError {
  const start = `Cannot go on writing the rejects to ${list.path}: what the earlier run wrote there is gone or was changed.`
  return new UsageError(
    list === csv
      ? `${start} Move the file away, and run again: the list is made anew then. What you have corrected can be retried once the import is finished.`
      : `${start} Put it back, or start over with restart: true.`,
  )
}

/** Devices hold nothing to go on with; a `rejects.csv` that is gone can be made of the other list. */
async function isMadeAnew(list: ListFile, { files, lists }: ListSetting): Promise<boolean> {
  const found = await files.look(list.path).catch(() => undefined)
  return found === undefined ? list === lists.csv : found.kind !== "file"
}

/** Whether a file begins as a list of rejects, and a line ends where the run before ended: it was not changed since. */
async function isKept({ path, start }: ListFile, keepBytes: number, files: FileSystem): Promise<boolean> {
  if (!(await isOrdinaryFile(path, files))) return false
  const found = await readStart(path, Buffer.byteLength(start), files)
  return found === start && (await endsLineAt(path, keepBytes, files))
}

/** Nothing is lost if a file is replaced that is not there, is empty or no ordinary file, or holds rejects of an earlier run. */
async function refuseOther({ path, start }: ListFile, files: FileSystem): Promise<void> {
  if (!(await isOrdinaryFile(path, files))) return
  const found = await readStart(path, Buffer.byteLength(start), files)
  // A killed run may have written but a part of it.
  if (start.startsWith(found)) return
  throw new UsageError(
    `Cannot write the rejects to ${path}: it exists, and is not a list of rejects. Name another file.`,
  )
}
