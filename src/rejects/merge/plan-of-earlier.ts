import { join } from "node:path"
import { digestFile } from "../../platform/files/digest-file.ts"
import type { FileSystem } from "../../platform/files/file-system.ts"
import type { ImportRecord } from "../../state/import-record.ts"
import { csvLayoutOf } from "../lists/csv-layout-of.ts"
import { gatherList } from "../lists/gather-list.ts"
import { isThere } from "../lists/is-there.ts"
import { lineOfRow } from "../lists/line-of-row.ts"
import { ListWriter } from "../lists/list-writer.ts"
import { openRejectsCsv } from "../lists/rejects-csv-list.ts"
import { chooseLists, hasCsvList } from "../lists/rejects-lists.ts"
import type { RejectsLists } from "../lists/rejects-lists.ts"
import type { EarlierPlan, RetryDirectory, RetryPlan } from "./retry-directory.ts"

/** Whose retry it was. */
export interface EarlierRetry {
  readonly record: ImportRecord
  readonly lists: RejectsLists
  readonly retry: RetryDirectory
}

/**
 * Brings what a retry of an earlier release has left into the form of today: gathers the lists as they are now, and writes what was chosen
 * as lines. May be cut off anywhere and done again.
 */
export async function planOfEarlier(
  { record, lists, retry }: EarlierRetry,
  plan: EarlierPlan,
  files: FileSystem,
): Promise<RetryPlan> {
  const { sourceName } = record
  if (plan.format === "csv") await writeChosen(retry, sourceName, files)
  const changed = await chooseLists(lists, record, files)
  const toPath = retry.gatheredPath
  const { ndjsonPath } = lists
  const own = { ndjsonPath, record }
  await gatherList({ lists: changed, knownPath: ndjsonPath, toPath, sourceName, own }, files)
  const hasCsv = await hasCsvList(record, lists, files)
  const [ndjson, csv] = await Promise.all([
    digestFile(lists.ndjsonPath, files),
    hasCsv ? digestFile(lists.csvPath, files) : undefined,
  ])
  const csvLayout = hasCsv ? await csvLayoutOf(record, lists, files) : undefined
  return {
    version: 2,
    digests: { ...(ndjson === undefined ? {} : { ndjson }), ...(csv === undefined ? {} : { csv }) },
    ...(csvLayout === undefined ? {} : { csvLayout }),
  }
}

/** The rows that were chosen, as lines in their order: what the retry settled is known by their positions. */
async function writeChosen(
  { chosenPath, path }: RetryDirectory,
  sourceName: string,
  files: FileSystem,
): Promise<void> {
  const rowsPath = join(path, "chosen.csv")
  if (!(await isThere(rowsPath, files))) return
  const rows = await openRejectsCsv(rowsPath, undefined, files)
  const writer = await ListWriter.create(chosenPath, files)
  try {
    for await (const some of rows.read())
      for (const row of some) {
        await writer.write(Buffer.from(lineOfRow(row, undefined, sourceName)))
        await writer.endLine()
      }
  } finally {
    await writer.close()
    await rows.close()
  }
}
