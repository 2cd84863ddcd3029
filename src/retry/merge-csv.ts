import type { FileSystem } from "../platform/file-system.ts"
import { copyRows } from "./copy-rows.ts"
import { ListWriter } from "./list-writer.ts"
import { rowUnderWay } from "./under-way.ts"
import type { MergeParts } from "./merge-parts.ts"
import { isThere } from "./reject-heads.ts"
import { openRejectsCsv } from "./rejects-csv-list.ts"

/** A `rejects.csv` after a retry. */
export interface MergedCsv {
  /** 0: no rejects are left. */
  readonly sizeBytes: number
  /** The records that it named before, and names now. */
  readonly before: ReadonlySet<number>
  readonly after: ReadonlySet<number>
}

/**
 * Writes the list as it is after a retry into a draft beside it; `ndjsonPath` is the import's other list, as it was.
 *
 * @throws {@link SourceError} if it cannot be told what all of the list says.
 */
export async function mergeCsv(parts: MergeParts, ndjsonPath: string, files: FileSystem): Promise<MergedCsv> {
  const { basePath, draftPath, retriedPath } = parts
  const [before, kept, after] = [new Set<number>(), new Set<number>(), new Set<number>()]
  let rows = 0
  const writer = await ListWriter.create(draftPath, files)
  try {
    const layout = (await isThere(basePath, files))
      ? await copyRows(await openRejectsCsv(basePath, ndjsonPath, files), writer, {
          isWanted: (number) => {
            before.add(number)
            if (parts.isReplaced(number)) return false
            kept.add(number)
            rows += 1
            return true
          },
          insteadOf: (row, found) =>
            parts.isUnderWay(row.recordNumber) ? rowUnderWay(row, found) : undefined,
        })
      : undefined
    for (const number of kept) after.add(number)
    if (retriedPath !== undefined) {
      const isWanted = (number: number): boolean => {
        if (!parts.isAdded(number, kept)) return false
        after.add(number)
        rows += 1
        return true
      }
      await copyRows(await openRejectsCsv(retriedPath, undefined, files), writer, { isWanted, layout })
    }
  } finally {
    await writer.close()
  }
  before.delete(0)
  after.delete(0)
  if (rows === 0) await files.remove(draftPath)
  return { sizeBytes: rows === 0 ? 0 : writer.sizeBytes, before, after }
}
