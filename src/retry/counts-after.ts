import { CHANNEL_OF } from "../api/channel.ts"
import type { ChannelName } from "../api/channel.ts"
import type { LedgerCounts } from "../report/ledger.ts"
import type { ActionCounts, RecordCounts } from "../report/summary.ts"
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
  counts: Readonly<Record<ChannelName, ActionCounts>>,
  retried: Readonly<Record<ChannelName, ActionCounts>>,
  takenBack: Readonly<Record<ChannelName, number>> | undefined,
  {
    after: left,
    doubtfulActions,
    goneActions: gone,
  }: Pick<MergedLists, "after" | "goneActions" | "doubtfulActions">,
): Record<ChannelName, ActionCounts> {
  const after = (name: ChannelName): ActionCounts => {
    const accepted = Math.max(0, counts[name].accepted - (takenBack?.[name] ?? 0)) + retried[name].accepted
    // A list that was removed, or changed by a person, may not say which actions failed.
    if (left.states.size === 0) return { accepted, rejected: 0, unknown: 0 }
    return {
      accepted,
      rejected: Math.max(0, counts[name].rejected - gone.rejected[name]) + retried[name].rejected,
      unknown:
        Math.max(0, counts[name].unknown - gone.unknown[name]) +
        retried[name].unknown +
        doubtfulActions[name],
    }
  }
  return { users: after("users"), events: after("events"), purchases: after("purchases") }
}

/**
 * What a retry has counted of actions, but for failures of records that it left open, cut off as it was: of these the lists of the import
 * still have those from before.
 */
export function settledActionCounts({
  actions,
  open,
}: Pick<LedgerCounts, "actions" | "open">): Record<ChannelName, ActionCounts> {
  const { events, purchases, users } = actions
  const counts = { users: { ...users }, events: { ...events }, purchases: { ...purchases } }
  for (const { failures } of open)
    for (const { isUnknown, kind } of failures)
      if (kind !== undefined) counts[CHANNEL_OF[kind]][isUnknown === true ? "unknown" : "rejected"] -= 1
  return counts
}

function countOf(states: ReadonlyMap<number, State>, wanted: State): number {
  let count = 0
  for (const state of states.values()) if (state === wanted) count += 1
  return count
}
