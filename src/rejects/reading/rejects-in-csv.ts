import { UsageError } from "../../errors.ts"
import type { CsvList } from "../../sources/formats/csv/csv-list.ts"
import { csvRejectMaker } from "./csv-reject-maker.ts"
import {
  FIRST_COLUMN_NAMES,
  OWN_COLUMN_NAMES,
  misplacedColumn,
  ownColumns,
  rejectsDelimiter,
} from "../own-columns.ts"
import type { OwnColumnName } from "../own-columns.ts"
import { MAX_REJECT_BYTES } from "./max-reject-bytes.ts"

/** Lets CSV be a list of rejects, corrected perhaps, where its header says so: then each item knows where it was first read from. */
export const REJECTS_IN_CSV: CsvList = rejectsIn(", or rename import_record")

/** CSV that is a list of rejects, or cannot be used. */
export const ONLY_REJECTS_IN_CSV: CsvList = {
  ...rejectsIn(""),
  refuseOther: (fileName) => {
    throw new UsageError(
      `Cannot read ${fileName} as a list of rejects: its header does not begin with ${OWN_COLUMN_NAMES.join(", ")}.`,
    )
  },
}

/** @param orElse what else helps where columns are out of place */
function rejectsIn(orElse: string): CsvList {
  return {
    leastRecordLimitBytes: MAX_REJECT_BYTES,
    delimiterOf: rejectsDelimiter,
    ownCount: (names) => ownColumns(names).length,
    faultIn: (names) => {
      const misplaced = misplacedColumn(names)
      if (misplaced === undefined) return undefined
      const isWanted = (name: OwnColumnName): boolean =>
        FIRST_COLUMN_NAMES.includes(name) || names.includes(name)
      const first = OWN_COLUMN_NAMES.filter(isWanted).join(", ")
      return `is that of a list of rejects, but the column ${misplaced} is missing or not in its place: let ${first} be the first columns${orElse}`
    },
    layoutOf: ({ allNames, columns }, delimiter) => ({
      columns,
      delimiter,
      ownColumns: ownColumns(allNames),
    }),
    itemMaker: csvRejectMaker,
  }
}
