import { basename } from "node:path"
import { UsageError } from "../errors.ts"
import type { ImportCounts } from "../report/import-record.ts"
import type { RejectsLists } from "./rejects-lists.ts"

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

/** As far as the counts tell. */
function mayDouble({ actions, records, rejectReasons }: ImportCounts): boolean {
  const { events, purchases, users } = actions
  if (records.unknown + events.unknown + purchases.unknown > 0) return true
  // Of what could not be read, nothing was sent.
  if (rejectReasons.every(({ stage }) => stage === "parse")) return false
  const acceptedOnce = events.accepted + purchases.accepted
  // Each record that is imported has at least one action: if there are no more of them, no other record has any.
  return acceptedOnce > 0 && acceptedOnce + users.accepted > records.imported
}
