import type { CsvDelimiter } from "./csv-delimiter.ts"

/** What a CSV file's header says: enough to write rows that look like its own. */
export interface CsvLayout {
  /** The names of the columns, in order. */
  readonly columns: readonly string[]
  readonly delimiter: CsvDelimiter
}
