import { UsageError } from "../../errors.ts"
import { shortList } from "../../messages/short-list.ts"
import type { DataSource, GroupCounts, ReadOptions, SourceItem } from "../data-source.ts"
import { endsBefore } from "../formats/text/read-items.ts"
import { RepeatedIds } from "../repeated-ids.ts"
import { RowGroups } from "./row-groups.ts"

/** Rows, and how to put them together. */
export interface GroupReading<Row> {
  readonly rows: Pick<DataSource<Row>, "csv" | "name" | "read">
  /** The column, or a path within objects. */
  readonly column: string
  /** A group with more bytes is rejected. */
  readonly maxBytes: number
  /** Told what is known of the groups after each array of them. */
  readonly onCounts: (counts: GroupCounts) => void
}

/**
 * Reads groups of rows, each as one record; the rows of which stand next to each other and have the same value in a column.
 *
 * Each reading, from a position too, goes through the rows from the beginning: only so is it known which values came before. A group is given once
 * it is whole: of a source that breaks off, or is no longer wanted, the last one is not.
 *
 * @throws {@link UsageError} if a CSV file has no such column.
 * @throws {@link SourceError} as the source of the rows does.
 */
export async function* readGroups<Row>(
  { column, maxBytes, onCounts, rows }: GroupReading<Row>,
  { from, ...options }: ReadOptions = {},
): AsyncGenerator<readonly SourceItem<readonly Row[]>[], void> {
  const values = new RepeatedIds()
  let groups: RowGroups<Row> | undefined
  let [recordNumber, rowCount] = [0, 0]
  const wanted = (): SourceItem<readonly Row[]>[] => {
    const items: SourceItem<readonly Row[]>[] = []
    for (const group of groups?.takeWhole() ?? []) {
      recordNumber += 1
      rowCount += group.rowCount
      if (recordNumber >= (from?.recordNumber ?? 1)) items.push(group.item(recordNumber))
    }
    const { isApproximate, repeated: apart } = values.counts
    onCounts({ by: column, rows: rowCount, apart, isApproximate })
    return items
  }
  for await (const some of rows.read(options)) {
    groups ??= new RowGroups<Row>({ column, fieldIndex: columnIndex(rows, column), maxBytes, values })
    for (const row of some) groups.take(row)
    const items = wanted()
    if (items.length > 0) yield items
  }
  if (options.signal?.aborted === true) return
  groups?.end()
  const items = wanted()
  if (items.length > 0) yield items
  if (recordNumber < (from?.recordNumber ?? 0)) throw endsBefore(from?.recordNumber ?? 0, rows.name)
}

/** Where CSV has the column; undefined for what is no CSV. */
function columnIndex({ csv, name }: Pick<DataSource, "csv" | "name">, column: string): number | undefined {
  if (csv === undefined) return undefined
  const index = csv.columns.indexOf(column)
  if (index >= 0) return index
  throw new UsageError(
    `Cannot group by the column ${JSON.stringify(column)} (groupBy), as ${name} has none of that name. It has: ${shortList(csv.columns)}.`,
  )
}
