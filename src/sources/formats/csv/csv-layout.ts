import type { CsvDelimiter } from "./csv-delimiter.ts"

/** What a CSV file's header says: enough to write rows that look like its own. */
export interface CsvLayout {
  /** The names of the columns, in order; of a list of rejects, the original ones. */
  readonly columns: readonly string[]
  /** What separates the fields in its list of rejects: what does so in the file, if a spreadsheet expects it. */
  readonly delimiter: CsvDelimiter
  /**
   * The columns of its own that a list of rejects has, or is to have, before those: lists of earlier releases have fewer.
   * @defaultValue all that this release writes
   */
  readonly ownColumns?: readonly string[] | undefined
}
