import type { JournalEntry } from "../../journal/journal-entry.ts"
import { countsIn } from "../../state/import-record.ts"

/** What is to be said where {@link hasOtherMap}. */
export const OTHER_MAP =
  "The map file has changed since the last retry, which was cut off: what that retry imported stays as the old map file made it."

/** Whether a retry that was cut off has imported something with another map function than that of now. */
export function hasOtherMap(cutOff: JournalEntry | undefined, mapFingerprint: string | undefined): boolean {
  if (cutOff === undefined || cutOff.state === "finished") return false
  const { mapFingerprint: before } = cutOff
  if (before === undefined || mapFingerprint === undefined || before === mapFingerprint) return false
  const { events, purchases, users } = countsIn(cutOff).actions
  return events.accepted + purchases.accepted + users.accepted > 0
}
