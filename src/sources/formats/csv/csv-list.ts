import type { CsvColumns } from "./csv-columns.ts"
import type { CsvDelimiter } from "./csv-delimiter.ts"
import type { CsvItemMaker } from "./csv-item-maker.ts"
import type { CsvLayout } from "./csv-layout.ts"
import type { CsvLineEnd } from "./csv-line-end.ts"

/**
 * A kind of list that stands in CSV: columns of its own come before those of the records, and a spreadsheet may have changed it.
 *
 * It is passed in: only whoever writes such lists knows their columns.
 */
export interface CsvList {
  /** A record may have at least so many bytes, whatever the limit of other files is. One that has more ends the reading. */
  readonly leastRecordLimitBytes: number
  /** What separates the fields of such a list, by how its text starts; undefined for other files. */
  delimiterOf(textStart: string): CsvDelimiter | undefined
  /** How many columns of its own a header begins with; 0 for other files. */
  ownCount(names: readonly string[]): number
  /** What is wrong with a header that is nearly that of such a list, as a clause behind `its header (line 1)`. */
  faultIn(names: readonly string[]): string | undefined
  /** Throws where a file that is no such list is not wanted. @defaultValue it is read as a file like any other */
  refuseOther?(fileName: string): never
  /** What else is to be known of such a list, to write rows that look like its own. */
  layoutOf(header: CsvColumns, delimiter: CsvDelimiter): CsvLayout
  /** Makes the items of its rows. */
  itemMaker(header: CsvColumns, delimiter: CsvDelimiter, lineEnd: () => CsvLineEnd | undefined): CsvItemMaker
}
