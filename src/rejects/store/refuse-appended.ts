import { basename } from "node:path"
import { UsageError } from "../../errors.ts"
import type { FileSystem } from "../../platform/files/file-system.ts"
import type { CsvLayout } from "../../sources/formats/csv/csv-layout.ts"
import { hasAppendedLines } from "./appended-lines.ts"
import { hasAppendedRows } from "./appended-rows.ts"
import type { ListStart } from "./appended-rows.ts"
import { isOrdinaryFile } from "./is-ordinary-file.ts"
import type { RejectsBefore } from "./rejects-before.ts"

/** Both lists of an import that goes on, and what is known of them. */
export interface ListsToGoOnWith {
  readonly ndjson: ListStart
  /** Undefined where there is no such list. */
  readonly rows: { readonly csv: ListStart; readonly layout: CsvLayout } | undefined
  readonly before: RejectsBefore
  readonly scrub: (text: string) => string
}

/** Looks at a list; says of which one it is that it cannot be read. */
export type Within = (path: string, look: () => Promise<boolean>) => Promise<boolean>

/**
 * What a person has put behind what counts would be cut off.
 *
 * @throws {@link UsageError} if there is any in one of the lists.
 */
export async function refuseAppended(
  { before, ndjson, rows, scrub }: ListsToGoOnWith,
  files: FileSystem,
  within: Within = (_path, look) => look(),
): Promise<void> {
  const { keepBytes, path } = ndjson
  if (!(await isOrdinaryFile(path, files))) return
  const hasMoreLines = async (): Promise<boolean> =>
    (await isLonger(path, before, files)) || hasAppendedLines(path, keepBytes, before, files)
  if (await within(path, hasMoreLines))
    throw new UsageError(
      `Cannot continue the list of rejects ${path}: lines were added after those of the earlier run. Move them to a file of their own, and run again.`,
    )
  if (rows === undefined || !(await isOrdinaryFile(rows.csv.path, files))) return
  const { csv, layout } = rows
  const starts = { csv, layout, ndjson, scrub, wasKilled: before.state !== "stopped", readBefore: before }
  const hasMoreRows = async (): Promise<boolean> =>
    (await isLonger(csv.path, before, files)) || hasAppendedRows(starts, files)
  if (await within(csv.path, hasMoreRows))
    throw new UsageError(
      `Cannot continue the list of rejects ${csv.path}: rows were added after those of the earlier run, or changed. Move them to a file of their own, and run again.`,
    )
}

/** Behind the end that a run knew when it stopped, nothing is ours. */
async function isLonger(
  path: string,
  { rejectsEnds }: Pick<RejectsBefore, "rejectsEnds">,
  files: FileSystem,
): Promise<boolean> {
  const endByte = rejectsEnds?.[basename(path)]
  return endByte !== undefined && ((await files.look(path))?.state.size ?? 0) > endByte
}
