import { rejectsCsvFields, rejectsCsvHeader, rejectsCsvRow } from "../report/rejects-csv.ts"
import type { CsvLayout } from "../sources/csv-layout.ts"
import { REJECT_COLUMNS } from "../sources/reject-columns.ts"
import type { ListWriter } from "./list-writer.ts"
import type { RejectsCsvList, RejectsCsvListRow } from "./rejects-csv-list.ts"

/** How to copy rows. */
export interface CopyRowsOptions {
  readonly isWanted: (recordNumber: number) => boolean
  /** The cells that are written instead of those of a row; `undefined`: these. */
  readonly insteadOf?:
    | ((row: RejectsCsvListRow, layout: CsvLayout) => readonly string[] | undefined)
    | undefined
  /** What the list looks like that is written, and has a header already. @defaultValue like the one that is read; its header is written first */
  readonly layout?: CsvLayout | undefined
}

/**
 * Writes rows of a `rejects.csv` into another one, in UTF-8 whatever they were in, with the same cells; gives what the other one looks like, which is
 * `undefined` if the list has not so much as a header.
 *
 * @throws {@link SourceError} if it cannot be read.
 */
export async function copyRows(
  list: RejectsCsvList,
  writer: ListWriter,
  { insteadOf, isWanted, layout: given }: CopyRowsOptions,
): Promise<CsvLayout | undefined> {
  let written = given
  const begin = async (layout: CsvLayout): Promise<CsvLayout> => {
    await writer.write(Buffer.from(rejectsCsvHeader(layout)))
    return layout
  }
  for await (const rows of list.read()) {
    const found = list.layout
    if (found === undefined) continue
    written ??= await begin(found)
    for (const row of rows) {
      if (!isWanted(row.recordNumber)) continue
      const cells = insteadOf?.(row, found) ?? row.cells
      const text =
        cells === undefined
          ? `${row.text}\n`
          : rejectsCsvRow(inColumnsOf(written, cells, found, row), written.delimiter)
      await writer.write(Buffer.from(text))
    }
  }
  if (written === undefined && list.layout !== undefined) written = await begin(list.layout)
  return written
}

/** A row's cells in the columns of another list; somebody may have moved these meanwhile. */
function inColumnsOf(
  { columns }: CsvLayout,
  cells: readonly string[],
  from: CsvLayout,
  { item }: RejectsCsvListRow,
): readonly string[] {
  if ("problem" in item || columns.join("\0") === from.columns.join("\0")) return cells
  return [...cells.slice(0, REJECT_COLUMNS.length), ...rejectsCsvFields(item, columns)]
}
