import { UsageError } from "../../errors.ts"

const MAX_RECORD_BYTES = 16 * 1024 * 1024

/** The limit that an option names, or the default. @throws {@link UsageError} if it is not a whole number from 1. */
export function checkRecordLimit(option: number | undefined): number {
  if (option === undefined) return MAX_RECORD_BYTES
  if (Number.isSafeInteger(option) && option > 0) return option
  throw new UsageError(
    `Cannot limit the size of records as the limit is no whole number from 1: maxRecordBytes is ${option}.`,
  )
}
