import type { FileSystem } from "../../platform/files/file-system.ts"
import { checkRecordLimit } from "../../sources/formats/check-record-limit.ts"
import type { CsvLayout } from "../../sources/formats/csv/csv-layout.ts"
import type { CsvScanner } from "../../sources/formats/csv/csv-scanner.ts"
import type { SourceItem } from "../../sources/data-source.ts"
import { readCsv } from "../../sources/formats/csv/read-csv.ts"
import { bytesAt } from "../../sources/bytes-at.ts"
import { decodedFile } from "../../sources/formats/text/text-encoding.ts"
import { ONLY_REJECTS_IN_CSV } from "./rejects-in-csv.ts"
import type { TextEncoding } from "../../sources/formats/text/text-encoding.ts"

/** A row of a `rejects.csv`, and where it stands. */
export interface FoundRejectRow {
  /** Of the record in the file it was first read from; 0 if the row does not say. */
  readonly recordNumber: number
  /** The original columns, as a record. */
  readonly item: SourceItem<unknown>
  /** The line on which it starts. */
  readonly lineNumber: number
  /** All its cells as they stand there; undefined if it cannot be told apart into cells. */
  readonly cells: readonly string[] | undefined
  /** All of a row that cannot be told apart, as it stands there, without its line end. */
  readonly text: string
}

/** A `rejects.csv` that can be read row by row. */
export interface RejectRows {
  /** Known when the first rows are given. */
  readonly layout: CsvLayout | undefined
  read(): AsyncGenerator<readonly FoundRejectRow[], void>
}

/**
 * Finds the rows of a `rejects.csv`, corrected perhaps.
 *
 * Reading throws {@link SourceError} if it cannot be read, {@link UsageError} if it is no list of rejects.
 */
export function rejectRows(
  filePath: string | URL,
  files: FileSystem,
  encoding: TextEncoding = "utf-8",
): RejectRows {
  const named = bytesAt(filePath, files)
  const file = encoding === "utf-8" ? named : decodedFile(named, encoding)
  const settings = {
    delimiter: ",",
    maxRecordBytes: checkRecordLimit(undefined),
    list: ONLY_REJECTS_IN_CSV,
  } as const
  let layout: CsvLayout | undefined
  return {
    get layout() {
      return layout
    },
    async *read() {
      let found: Pick<FoundRejectRow, "cells" | "lineNumber" | "text">[] = []
      const onLayout = (known: CsvLayout): void => {
        layout = known
      }
      const onRow = ({ fields, lineNumber, problem, rowBytes }: CsvScanner): void => {
        found.push({
          cells: problem === undefined ? fields : undefined,
          lineNumber,
          text: problem === undefined ? "" : rowBytes.toString(),
        })
      }
      for await (const items of readCsv(file, settings, {}, onLayout, onRow)) {
        const rows = found
        found = []
        yield items.flatMap((item, index) => {
          const row = rows[index]
          if (row === undefined) return []
          return { ...row, recordNumber: item.origin?.recordNumber ?? 0, item }
        })
      }
    },
  }
}
