import type { ActionPlace } from "../mapping/mapped-records.ts"
import type { ActionsOfRecord } from "../mapping/actions-by-record.ts"
import { acceptedBefore } from "./accepted-before.ts"
import type { AcceptedNow, AcceptedRules } from "./accepted-before.ts"
import type { FailureSnapshot, OpenRecord, OpenRecordSnapshot } from "./open-record.ts"
import { SettledActions } from "./settled-actions.ts"

/** A record that an earlier run left open. */
export class OpenBefore {
  readonly snapshot: OpenRecordSnapshot
  readonly #settled: SettledActions
  readonly #accepted: SettledActions
  readonly #failures = new Map<string, FailureSnapshot>()

  constructor(snapshot: OpenRecordSnapshot) {
    this.snapshot = snapshot
    this.#settled = new SettledActions(snapshot.settled)
    this.#accepted = new SettledActions(snapshot.accepted, snapshot.digests)
    for (const failure of snapshot.failures) {
      const { actionIndex, group, ordinal } = failure
      this.#failures.set(group === undefined ? String(actionIndex) : `${ordinal} ${group}`, failure)
    }
  }

  /** What of it was accepted, when it is read again. */
  acceptedNow(ofRecord: ActionsOfRecord, rules: AcceptedRules): AcceptedNow {
    return acceptedBefore(ofRecord, this.#accepted, rules)
  }

  /** Whether an action is settled, and was not accepted. */
  hasFailed({ actionCount, actionIndex, group, ordinal }: ActionPlace): boolean {
    const { actionCount: countBefore, settled, settledActions = [] } = this.snapshot
    if (settled !== undefined) return this.#settled.has(group, ordinal) && !this.#accepted.has(group, ordinal)
    // As earlier releases said it; another number of them tells that the map function has changed: then all of the record is sent again.
    return countBefore === actionCount && settledActions.includes(actionIndex)
  }

  /** Notes how an action failed that was settled; what the map function no longer asks for has not failed. */
  noteFailure(open: OpenRecord, place: ActionPlace): void {
    const found =
      this.#failures.get(`${place.ordinal} ${place.group}`) ?? this.#failures.get(String(place.actionIndex))
    if (found === undefined) return
    const { code, isUnknown, message, stage, wire } = found
    const isRejected = this.snapshot.isRejected ?? isUnknown !== true
    ;(isRejected ? open.rejected : open.unknown).push({ stage, code, message, place, wire })
  }
}
