import { haveOtherDecimals } from "../journal/decide-start.ts"
import type { ImportFacts } from "../journal/decide-start.ts"
import { isOtherKey } from "../journal/is-other-key.ts"
import type { JournalEntry } from "../journal/journal-entry.ts"
import { otherReading } from "../journal/other-reading.ts"
import { underWayIn } from "../journal/under-way.ts"
import type { Ledger } from "./ledger/ledger.ts"

/**
 * Whether an import has applied nothing, so that it may begin anew with what is about to be run: nothing is lost or doubled.
 *
 * One that has reached its end is done with, but for the rejects that wait for where it went. One that was stopped goes on, unless it goes
 * elsewhere now, as after a mistyped address or key, is read otherwise, as after a wrong delimiter, or another map function returned nothing
 * for what it has read.
 */
export function isInVain(
  entry: JournalEntry,
  { actions, records }: Pick<Ledger, "actions" | "records">,
  now: Pick<ImportFacts, "decimals" | "mapFingerprint" | "source" | "target">,
): boolean {
  if (underWayIn(entry).length > 0) return false
  const applied = Object.values(actions).reduce((sum, of) => sum + of.accepted + of.unknown, 0)
  if (applied + records.imported + records.unknown > 0) return false
  const isElsewhere = entry.target.baseUrl !== now.target.baseUrl
  if (entry.state === "finished") return !isElsewhere || records.rejected === 0
  const isReadOtherwise = otherReading(entry.source.readAs, now.source.readAs) !== undefined
  const isSentOtherwise = isOtherKey(entry.target, now.target) || haveOtherDecimals(entry, now)
  const isOther = isElsewhere || isSentOtherwise || isReadOtherwise
  if (isOther && hasAppliedNothing(entry)) return true
  const isSameMap = now.mapFingerprint !== undefined && entry.mapFingerprint === now.mapFingerprint
  return !isElsewhere && records.skipped > 0 && !isSameMap
}

/** Not even what is not counted: a run that was killed, or got no answer, does not know. */
function hasAppliedNothing({ mayHaveApplied, state }: JournalEntry): boolean {
  return state === "stopped" && mayHaveApplied === false
}
