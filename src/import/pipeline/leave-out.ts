import type { Outcome } from "../../actions/outcome.ts"
import type { Settlement } from "../../delivery/importer.ts"
import type { MappedRecords, MappedAction } from "../../mapping/mapped-records.ts"

/** Decides which actions are left out. */
export interface LeaveOut {
  /** What is to be said of an action that must not be sent; undefined: it may be. */
  verdictOn(action: MappedAction): Outcome | undefined
  /** What is older than what was accepted of its record is run all the same. */
  readonly runsOlder?: boolean
  /** Lets mapped records pass, in order; keeps them waiting while it finds out what to say of them. */
  holdBack?(arrays: AsyncIterable<MappedRecords>, signal: AbortSignal): AsyncIterable<MappedRecords>
  /** Puts on disk what it has noted of them. */
  sync?(): Promise<void>
}

/** Tells the actions that are left out, each with what is said of it, from those that are sent. */
export function leftOut(
  actions: readonly MappedAction[],
  leaveOut: Pick<LeaveOut, "verdictOn">,
): { readonly settlements: readonly Settlement[]; readonly sent: readonly MappedAction[] } {
  const settlements: Settlement[] = []
  const sent = actions.filter((action) => {
    const outcome = leaveOut.verdictOn(action)
    if (outcome !== undefined) settlements.push({ action, outcome })
    return outcome === undefined
  })
  return { settlements, sent }
}
