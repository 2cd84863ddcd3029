import { UsageError } from "../../errors.ts"
import type { GatheredList } from "../lists/gather-list.ts"

/** How records that no list holds are imported all the same. */
export const WAY_OUT =
  "To list all of them again, run the import with restart: true; what was imported is then imported once more."

/** Whose lists were gathered, and what its journal counts. */
export interface CountedRejects {
  readonly importName: string
  readonly listPath: string
  /** How many records are counted as rejected or unknown. */
  readonly counted: number
}

/**
 * Looks whether the lists of an import hold as many records as it counts as rejects. Gives what is to be said where they hold fewer, as lines
 * were deleted, or another import has written over the list.
 *
 * @throws {@link UsageError} if they hold more, as a list does that was put back from before a retry: what was imported would be sent again.
 */
export function refuseMiscounted(
  { named, recordCount }: Pick<GatheredList, "named" | "recordCount">,
  { counted, importName, listPath }: CountedRejects,
): string | undefined {
  if (recordCount > counted)
    throw new UsageError(
      `Cannot retry the rejects in ${listPath} as the lists hold ${recordCount} records, and ${importName} has ${counted} rejects: a list from before a retry may have been put back, or lines of other records added. Put back the list that the last run or retry wrote, or take out what it did not hold.`,
    )
  // A line that no longer says of which record it is may be of any; of an empty list, there is more to say elsewhere.
  const missing = counted - recordCount - (named.get(0) ?? 0)
  if (recordCount === 0 || missing <= 0) return undefined
  return `${importName} has ${counted} rejects, of which ${missing} ${missing === 1 ? "is" : "are"} no longer in its lists: ${missing === 1 ? "it is" : "they are"} not run, and still counted. ${WAY_OUT}`
}
