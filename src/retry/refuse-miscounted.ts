import { UsageError } from "../errors.ts"
import type { GatheredList } from "./gather-list.ts"

/** Whose lists were gathered, and what its journal counts. */
export interface CountedRejects {
  readonly importName: string
  readonly listPath: string
  /** How many records are counted as rejected or unknown. */
  readonly counted: number
}

/**
 * Looks whether the lists of an import hold as many records as it counts as rejects: one that was put back from before a retry holds more, and
 * one that another import has written over, or from which lines were deleted, holds fewer.
 *
 * @throws {@link UsageError} if not: what was imported would be sent again, or rejects would be in no list.
 */
export function refuseMiscounted(
  { named, recordCount }: Pick<GatheredList, "named" | "recordCount">,
  { counted, importName, listPath }: CountedRejects,
): void {
  const start = `Cannot retry the rejects in ${listPath} as the lists hold ${recordCount} of them, and ${importName} has ${counted}`
  if (recordCount > counted)
    throw new UsageError(
      `${start}: some were imported already, as when a list from before a retry is put back. Take these lines out, or put back the list that the last retry or run wrote.`,
    )
  // Of an empty list, there is more to say elsewhere.
  if (recordCount === 0) return
  // A line that no longer says of which record it is may be of any.
  if (recordCount + (named.get(0) ?? 0) < counted)
    throw new UsageError(
      `${start}: the others are in no list. Put back the lines that are missing. To run some of them only, copy those into a file of their own, and name it with from: "LIST".`,
    )
}
