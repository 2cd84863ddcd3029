import type { CsvDelimiter } from "./csv-delimiter.ts"

/** What a CSV file's header says: enough to write rows that look like its own. */
export interface CsvLayout {
  /** The names of the columns, in order. */
  readonly columns: readonly string[]
  readonly delimiter: CsvDelimiter
  /** Whether a list of rejects has, or is to have, the digests of its records. Those of earlier releases have none. @defaultValue true */
  readonly hasDigests?: boolean | undefined
}
