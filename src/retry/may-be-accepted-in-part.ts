import type { ImportCounts } from "../report/import-record.ts"

/** Whether rejects of an import may have actions that were accepted, or applied, as far as its counts tell. */
export function mayBeAcceptedInPart({ actions, records, rejectReasons }: ImportCounts): boolean {
  const { events, purchases, users } = actions
  if (records.unknown + events.unknown + purchases.unknown + users.unknown > 0) return true
  // Of what could not be read, nothing was sent.
  if (rejectReasons.every(({ stage }) => stage === "parse")) return false
  // Each record that is imported has at least one action: if there are no more of them, no other record has any.
  return users.accepted + events.accepted + purchases.accepted > records.imported
}
