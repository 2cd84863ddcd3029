import { UsageError } from "../errors.ts"
import type { FileSystem } from "../platform/file-system.ts"
import type { CsvLayout } from "./csv-layout.ts"
import { csvSource } from "./csv-source.ts"
import type { SourceItem } from "./data-source.ts"
import { REJECT_COLUMNS } from "./reject-columns.ts"

/** A row of a `rejects.csv`, and where it stands. */
export interface FoundRejectRow {
  /** Of the record in the file it was first read from; 0 if the row does not say. */
  readonly recordNumber: number
  /** The original columns, as a record. */
  readonly item: SourceItem<unknown>
  /** Where it starts in the file. */
  readonly startByte: number
  /** Where the next one starts, or the file ends. */
  readonly endByte: number
}

/** A `rejects.csv` that can be read row by row. */
export interface RejectRows {
  /** Known when the first rows are given. */
  readonly layout: CsvLayout | undefined
  read(): AsyncGenerator<readonly FoundRejectRow[], void>
}

/**
 * Finds the rows of a `rejects.csv`, mended perhaps.
 *
 * Reading throws {@link SourceError} if it cannot be read, {@link UsageError} if it is no list of rejects.
 */
export function rejectRows(filePath: string | URL, files: FileSystem): RejectRows {
  const source = csvSource({ filePath }, files)
  return {
    get layout() {
      return source.csv
    },
    async *read() {
      let last: Omit<FoundRejectRow, "endByte"> | undefined
      for await (const items of source.read()) {
        const rows: FoundRejectRow[] = []
        for (const item of items) {
          const { origin, position } = item
          if (origin === undefined) throw noList(source.name)
          const startByte = position.byteOffset ?? 0
          if (last !== undefined) rows.push({ ...last, endByte: startByte })
          last = { recordNumber: origin.recordNumber, item, startByte }
        }
        if (rows.length > 0) yield rows
      }
      if (last !== undefined) yield [{ ...last, endByte: source.sizeBytes ?? last.startByte }]
    },
  }
}

function noList(name: string): UsageError {
  return new UsageError(
    `Cannot read ${name} as a list of rejects: its header does not begin with ${REJECT_COLUMNS.join(", ")}.`,
  )
}
