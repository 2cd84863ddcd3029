import type { CsvDelimiter } from "./csv/csv-delimiter.ts"

/** How a file is to be read; what is not said is found out. */
export interface FileSettings {
  /**
   * For CSV: what separates the fields.
   *
   * @defaultValue a comma; a tab for `.tsv`
   */
  readonly delimiter?: CsvDelimiter | undefined
}
