import type { CsvDelimiter } from "./csv/csv-delimiter.ts"

/** How to read a file. What is not given is detected. */
export interface FileSettings {
  /**
   * For CSV: what separates the fields.
   *
   * @defaultValue a comma; a tab for `.tsv`
   */
  readonly delimiter?: CsvDelimiter | undefined
}
