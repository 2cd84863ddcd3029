import type { CsvDelimiter } from "./csv/csv-delimiter.ts"
import type { BigIntegers } from "./json/big-integers.ts"

/** How to read a file. What is not given is detected. */
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
  /**
   * For JSON: where the records are, if not at the top: the names of objects within one another, with dots in between, such as `data.items`.
   * An array there holds the records; an object there is one. A dot that belongs to a name has a backslash before it.
   *
   * @defaultValue the top
   */
  readonly jsonPath?: string | undefined
  /**
   * For JSON and NDJSON: what becomes of whole numbers beyond 2^53 − 1, such as 64-bit ids, which JavaScript's numbers may not hold: `string`
   * gives their digits as text, `bigint` a BigInt; with `reject`, a record is rejected if such a number would become another one.
   *
   * @defaultValue reject
   */
  readonly bigIntegers?: BigIntegers | undefined
}
