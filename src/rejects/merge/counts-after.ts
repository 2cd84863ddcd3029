import type { EndpointName } from "../../kinds/all-kinds.ts"
import type { Kinds } from "../../kinds/kinds.ts"
import { mapEndpoints } from "../../kinds/per-endpoint.ts"
import type { PerEndpoint } from "../../kinds/per-endpoint.ts"
import type { LedgerCounts } from "../../accounting/ledger/ledger-snapshot.ts"
import type { ActionCounts, RecordCounts } from "../../accounting/summary.ts"
import type { MergedLists } from "./merge-lists.ts"

type State = "rejected" | "unknown"

/**
 * The counts of an import after a retry, from what its lists of rejects said before and say now.
 *
 * Who left the lists was imported, or skipped: `skipped` says how many records the retry skipped.
 */
export function recordCountsAfter(
  counts: RecordCounts,
  lists: Pick<MergedLists, "before" | "after">,
  skipped: number,
): RecordCounts {
  const before = lists.before.states
  const after = lists.after.states
  const changeOf = (state: State): number => countOf(after, state) - countOf(before, state)
  const gone = [...before.keys()].filter((number) => !after.has(number)).length
  const rejected = Math.max(0, counts.rejected + changeOf("rejected"))
  const unknown = Math.max(0, counts.unknown + changeOf("unknown"))
  const allSkipped = counts.skipped + Math.min(skipped, gone)
  return {
    ...counts,
    rejected,
    unknown,
    skipped: allSkipped,
    imported: Math.max(0, counts.read - counts.pending - rejected - unknown - allSkipped),
  }
}

/** The counts of an import's actions after a retry that counted `retried`, and has taken some back that were accepted. */
export function actionCountsAfter(
  counts: Partial<PerEndpoint<ActionCounts>>,
  retried: PerEndpoint<ActionCounts>,
  takenBack: Partial<PerEndpoint<number>> | undefined,
  {
    after: left,
    doubtfulActions,
    goneActions: gone,
  }: Pick<MergedLists, "after" | "goneActions" | "doubtfulActions">,
): PerEndpoint<ActionCounts> {
  return mapEndpoints(retried, (now, name) => {
    const before = counts[name] ?? NO_ACTIONS
    const accepted = Math.max(0, before.accepted - (takenBack?.[name] ?? 0)) + now.accepted
    // A list that was removed, or changed by a person, may not say which actions failed.
    if (left.states.size === 0) return { accepted, rejected: 0, unknown: 0 }
    return {
      accepted,
      rejected: Math.max(0, before.rejected - (gone.rejected[name] ?? 0)) + now.rejected,
      unknown:
        Math.max(0, before.unknown - (gone.unknown[name] ?? 0)) + now.unknown + (doubtfulActions[name] ?? 0),
    }
  })
}

const NO_ACTIONS: ActionCounts = { accepted: 0, rejected: 0, unknown: 0 }

/**
 * What a retry has counted of actions, but for failures of records that it left open, cut off as it was: of these the lists of the import
 * still have those from before.
 */
export function settledActionCounts(
  { actions, open }: Pick<LedgerCounts, "actions" | "open">,
  kinds: Kinds,
): PerEndpoint<ActionCounts> {
  const counts: Partial<PerEndpoint<{ -readonly [Name in keyof ActionCounts]: ActionCounts[Name] }>> =
    mapEndpoints(actions, (ofEndpoint) => ({ ...ofEndpoint }))
  for (const { failures } of open)
    for (const { isUnknown, kind } of failures) {
      const name = kind === undefined ? undefined : kinds.named(kind)?.endpoint.name
      const ofEndpoint = name === undefined ? undefined : counts[name as EndpointName]
      if (ofEndpoint !== undefined) ofEndpoint[isUnknown === true ? "unknown" : "rejected"] -= 1
    }
  return counts as PerEndpoint<ActionCounts>
}

function countOf(states: ReadonlyMap<number, State>, wanted: State): number {
  let count = 0
  for (const state of states.values()) if (state === wanted) count += 1
  return count
}
