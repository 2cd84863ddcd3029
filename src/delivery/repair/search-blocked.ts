import type { Rejection } from "../../actions/outcome.ts"
import type { Verdict } from "../../answers/verdict.ts"
import { halves } from "../../batches/halves.ts"
import type { Random } from "../../platform/random.ts"
import { backoffMs } from "../pace/backoff.ts"
import { newLoad } from "./load.ts"
import type { Load } from "./load.ts"
import type { Track } from "../track.ts"

/** What is to be done about a load that was refused as if no request had a chance. */
export type Search =
  | { readonly kind: "stop" }
  /** Its only record is to blame. */
  | { readonly kind: "reject"; readonly rejection: Rejection }
  | { readonly kind: "send"; readonly loads: readonly Load[]; readonly waitMs: number }

const STOP: Search = { kind: "stop" }
/** So often a record is sent again where only other records can tell whether requests get through. */
const TIMES_ASKED_WITHOUT_PROBE = 3
/** So many in a row, of different users, and it is what all records have in common that is refused. */
const MAX_BLAMED_IN_A_ROW = 20

/** With what it is decided where to search. */
export interface SearchParts {
  readonly nowMs: number
  readonly random: Random
  /** Whether a request without records may be sent. */
  readonly mayProbe: boolean
}

/**
 * Searches for records that something on the way to Iterable refuses, a firewall say, whose refusal looks as if no request had a chance.
 *
 * What is refused is sent in halves. A record is to blame if it was refused alone, and again once another request to its endpoint had got
 * through. Where its requests may carry nothing, that is a probe, a request without records: it tells at once whether requests get
 * through, changes nothing, and lets no later record overtake. Elsewhere others have to tell; only where none does, a probe to the users'
 * endpoint.
 *
 * Source: recorded answers to requests without records: 400 of users/bulkUpdate, 200 of events/trackBulk.
 */
export function searchBlocked(
  load: Load,
  { blocked }: Extract<Verdict, { kind: "stop" }>,
  track: Track,
  { nowMs, random, mayProbe }: SearchParts,
): Search {
  if (blocked === undefined || load.isProbe || track.blamedInARow >= MAX_BLAMED_IN_A_ROW) return STOP
  const { blockedSinceMs = nowMs, entries, leftOpen, refusedAloneAtMs, timesAsked } = load
  const probe = newLoad([], { isProbe: true })
  if (entries.length > 1) {
    const parts = halves(entries).map((part) => newLoad(part, { isPart: true, leftOpen, blockedSinceMs }))
    const isProven = track.gotThroughSince(blockedSinceMs)
    return { kind: "send", loads: isProven ? parts : [probe, ...parts], waitMs: 0 }
  }
  if (refusedAloneAtMs !== undefined && track.gotThroughSince(refusedAloneAtMs))
    return { kind: "reject", rejection: blocked }
  const again = {
    ...load,
    repeats: 0,
    refusedAloneAtMs: refusedAloneAtMs ?? nowMs,
    timesAsked: timesAsked + 1,
  }
  if (track.endpoint.probedBy === undefined) return { kind: "send", loads: [probe, again], waitMs: 0 }
  if (timesAsked < TIMES_ASKED_WITHOUT_PROBE)
    return { kind: "send", loads: [again], waitMs: backoffMs(timesAsked + 1, random) }
  // One at a time where none got through before: were it wrong, the next one would stop the import.
  const isProbed = mayProbe && (track.hasRecordGotThrough || track.blamedInARow === 0)
  return isProbed ? { kind: "send", loads: [probe, again], waitMs: 0 } : STOP
}
