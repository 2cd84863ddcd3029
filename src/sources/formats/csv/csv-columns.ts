/** The columns of a file, and what stands beside them in its header. */
export interface CsvColumns {
  /** The names of the original columns. */
  readonly columns: readonly string[]
  /** All names, those of a list's own columns among them. */
  readonly allNames: readonly string[]
  /** How many columns of a list's own come first, which are no part of the record; 0 where the file is no list. */
  readonly ownCount: number
}
