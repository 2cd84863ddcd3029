import { basename } from "node:path"
import { sentOnceIn } from "../../accounting/sent-once.ts"
import { UsageError } from "../../errors.ts"
import type { ImportCounts } from "../../state/import-record.ts"
import { mayBeAcceptedInPart } from "./may-be-accepted-in-part.ts"
import type { RejectsLists } from "../lists/rejects-lists.ts"

/**
 * Looks whether the rejects of an import without ids may be run again, where no line says which of their actions were accepted, or may have
 * been.
 *
 * @param csvPath the list that names them
 * @throws {@link UsageError} if events or purchases may be there twice then.
 */
export function refuseUntold(
  csvPath: string,
  { ndjsonPath }: Pick<RejectsLists, "ndjsonPath">,
  counts: ImportCounts | undefined,
): void {
  if (counts !== undefined && !mayDouble(counts)) return
  throw new UsageError(
    `Cannot retry the rejects in ${csvPath} without ids as ${ndjsonPath} is gone: it alone says which events and purchases of these records were accepted, or may have been, and they would be there twice. Put it back, or take what must not be sent twice out of ${basename(csvPath)}, and import that as a file of its own.`,
  )
}

/** Some actions are harmless to repeat. */
function mayDouble(counts: ImportCounts): boolean {
  return sentOnceIn(counts.actions) + counts.records.unknown > 0 && mayBeAcceptedInPart(counts)
}
