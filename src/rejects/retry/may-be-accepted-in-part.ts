import type { ImportCounts } from "../../state/import-record.ts"

/** Whether rejects of an import may have actions that were accepted, or applied, as far as its counts tell. */
export function mayBeAcceptedInPart({ actions, records, rejectReasons }: ImportCounts): boolean {
  const counts = Object.values(actions)
  const unknown = counts.reduce((sum, ofEndpoint) => sum + ofEndpoint.unknown, 0)
  if (records.unknown + unknown > 0) return true
  // Of what could not be read, nothing was sent.
  if (rejectReasons.every(({ stage }) => stage === "parse")) return false
  // Each record that is imported has at least one action: if there are no more of them, no other record has any.
  const accepted = counts.reduce((sum, ofEndpoint) => sum + ofEndpoint.accepted, 0)
  return accepted > records.imported
}
