import type { ActionsOfRecord } from "../../mapping/actions-by-record.ts"
import type { MappedAction } from "../../mapping/mapped-records.ts"
import { acceptedBefore, failedBefore } from "./accepted-before.ts"
import type { AcceptedNow, AcceptedRules } from "./accepted-before.ts"
import type { FailureSnapshot, OpenRecord, OpenRecordSnapshot } from "./open-record.ts"
import { SettledActions } from "./settled-actions.ts"

/** What an earlier run came to with a record that it left open, held against what the record asks for now. */
export interface OpenNow {
  readonly accepted: AcceptedNow
  /** Those that failed; undefined: not known how. */
  readonly failed: ReadonlyMap<MappedAction, FailureSnapshot | undefined>
}

/** A record that an earlier run left open. */
export class OpenBefore {
  readonly snapshot: OpenRecordSnapshot

  constructor(snapshot: OpenRecordSnapshot) {
    this.snapshot = snapshot
  }

  /** What became of its actions, when it is read again. */
  now(ofRecord: ActionsOfRecord, rules: AcceptedRules): OpenNow {
    const { accepted: snapshot, digests, failures, places } = this.snapshot
    const accepted = acceptedBefore(ofRecord, new SettledActions(snapshot, digests, places), rules)
    const rest = accepted.actions.filter((action) => !accepted.done.has(action))
    const byIndex = this.#failedByIndex(rest)
    if (byIndex !== undefined) return { accepted, failed: byIndex }
    const known = new SettledActions()
    const byStanding = new Map<string, FailureSnapshot>()
    for (const failure of failures) {
      const { digest, group, ordinal } = failure
      if (group === undefined || ordinal === undefined) continue
      known.add(group, ordinal, digest)
      byStanding.set(`${ordinal} ${group}`, failure)
    }
    const failed = Array.from(
      failedBefore(rest, known, rules),
      ([action, was]) => [action, byStanding.get(`${was} ${action.group}`)] as const,
    )
    return { accepted, failed: new Map(failed) }
  }

  /** Notes how an action failed; what the map function no longer asks for has not failed. */
  noteFailure(open: OpenRecord, action: MappedAction, found: FailureSnapshot | undefined): void {
    if (found === undefined) return
    const { code, isUnknown, message, messageParts, stage, wire } = found
    const failure = { stage, code, message, messageParts, action, wire }
    if (this.snapshot.isRejected ?? isUnknown !== true) open.rejected.push(failure)
    else open.unknown.push({ ...failure, state: "unknown" })
  }

  /** As earlier releases said it; another number of actions tells that the map function has changed: then all of the record is sent again. */
  #failedByIndex(
    actions: readonly MappedAction[],
  ): ReadonlyMap<MappedAction, FailureSnapshot | undefined> | undefined {
    const { actionCount, failures, settled, settledActions = [] } = this.snapshot
    if (settled !== undefined) return undefined
    const failed = actions.filter(
      (action) => action.actionCount === actionCount && settledActions.includes(action.actionIndex),
    )
    return new Map(
      failed.map((action) => [
        action,
        failures.find(({ actionIndex }) => actionIndex === action.actionIndex),
      ]),
    )
  }
}
