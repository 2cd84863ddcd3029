import type { BigIntegers } from "./json/big-integers.ts"

/** How a file is to be read. What is not given is detected, and shown. */
export interface FileSettings {
  /**
   * A column, or a path within objects such as `order.id`: rows that stand next to each other and have the same value there are one
   * record, which the map function gets as an array of them, also where there is but one.
   *
   * If one of them cannot be read, the record is rejected with all its rows. So is one whose value came before, further up in the file,
   * and one with more than 16 MiB or 100,000 rows.
   *
   * @defaultValue each row is a record of its own
   */
  readonly groupBy?: string | undefined
  /**
   * For CSV: what separates the fields, one character.
   *
   * @defaultValue what fits the first 64 KiB of the file, or its line `sep=;`; where these leave doubt, a comma, for `.tsv` a tab
   */
  readonly delimiter?: string | undefined
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
  /**
   * For CSV: so many lines stand before the header, or before the first row if there is `columns`. They are not read.
   *
   * @defaultValue 0
   */
  readonly skipLines?: number | undefined
  /**
   * For CSV: lines that begin with this character are not read, wherever they stand but within quotes.
   *
   * @defaultValue there are none
   */
  readonly comment?: string | undefined
  /**
   * For CSV: the names of the columns. The first row is a record then; give `skipLines: 1` too to replace the names of a header.
   *
   * @defaultValue the first row names them
   */
  readonly columns?: readonly string[] | undefined
  /**
   * For CSV: what stands around fields that hold delimiters or line ends, and is doubled within them; `none`: quotes are text.
   *
   * @defaultValue `"`; another one where the beginning of the file shows it
   */
  readonly quote?: string | undefined
  /**
   * For CSV: before a delimiter, a quote, a line end or itself this character makes it text, in quotes or not. Behind a backslash, `n`, `r`, `t`, `b`,
   * `f`, `v`, `0` and `Z` stand for what MySQL and Postgres write so.
   *
   * @defaultValue none; a backslash where the beginning of the file shows it
   */
  readonly escape?: string | undefined
  /**
   * For CSV: what becomes of rows with fewer fields than columns. `fill`: the missing ones are empty texts. `reject`: the rows are rejected.
   *
   * @defaultValue `reject`
   */
  readonly shortRows?: "fill" | "reject" | undefined
  /**
   * For CSV: whether blanks around values are taken away, those in quotes and those that cannot be seen too.
   *
   * @defaultValue false; true where the beginning of the file has a blank behind each delimiter
   */
  readonly trim?: boolean | undefined
  /**
   * For CSV: fields that say exactly this, and are not in quotes, are `null` for the map function.
   *
   * @defaultValue none; `\N` where the beginning of the file has such fields
   */
  readonly nullValues?: readonly string[] | undefined
}
