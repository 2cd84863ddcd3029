import type { CsvDelimiter } from "./csv/csv-delimiter.ts"

/** How a file is to be read; what is not said is found out. */
export interface FileSettings {
  /**
   * For CSV: what separates the fields.
   *
   * @defaultValue a comma; a tab for `.tsv`
   */
  readonly delimiter?: CsvDelimiter | undefined
  /**
   * For text: how its characters are written as bytes, by any common name, such as `windows-1252`, `latin1`, `utf-16` or `shift_jis`.
   *
   * @defaultValue what a byte order mark or the text itself shows; UTF-8 where it is that
   */
  readonly encoding?: string | undefined
}
