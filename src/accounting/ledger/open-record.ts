import type { Rejection } from "../../actions/outcome.ts"
import { NO_DIGEST, actionDigest } from "../../batches/action-digest.ts"
import type { ActionDigest } from "../../batches/action-digest.ts"
import type { ActionReference, MappedAction } from "../../mapping/mapped-records.ts"
import type { AcceptedDigests, AcceptedStandings } from "../../sources/data-source.ts"
import { SettledActions } from "./settled-actions.ts"
import type { SettledActionsSnapshot } from "./settled-actions.ts"

/** Why a record failed, and, where one of its actions is to blame, which. */
export interface Failure extends Rejection {
  readonly action?: ActionReference
  /** The action with its endpoint's names. */
  readonly wire?: Readonly<Record<string, unknown>> | undefined
  /** Undefined: it is certain that the action was not applied. */
  readonly state?: "unknown"
}

/** A record of several actions, of which some are settled. */
export interface OpenRecord {
  /** How many of its actions are not settled yet. */
  left: number
  readonly settled: SettledActions
  /** Those of the settled that Iterable took. */
  readonly accepted: SettledActions
  readonly rejected: Failure[]
  readonly unknown: Failure[]
}

/** An {@link OpenRecord}, as JSON can hold it. */
export interface OpenRecordSnapshot {
  readonly recordNumber: number
  readonly settled?: SettledActionsSnapshot
  readonly accepted?: SettledActionsSnapshot
  /** What the accepted ones said; missing in the journals of earlier releases. */
  readonly digests?: AcceptedDigests
  /** Where these stood; missing: where their ordinals say. */
  readonly places?: AcceptedStandings | undefined
  /** As earlier releases said it: by where they stand among so many. */
  readonly actionCount?: number
  readonly settledActions?: readonly number[]
  readonly isRejected?: boolean
  readonly failures: readonly FailureSnapshot[]
}

/** A {@link Failure}, as JSON can hold it. */
export interface FailureSnapshot extends Rejection {
  /** Its name. */
  readonly kind?: string
  readonly actionIndex?: number
  readonly group?: string
  readonly ordinal?: number
  /** What the action said; missing in the journals of earlier releases. */
  readonly digest?: ActionDigest
  readonly isUnknown?: boolean
  readonly wire?: Readonly<Record<string, unknown>> | undefined
}

/** A record of which nothing is settled yet. */
export function newOpenRecord(actionCount: number): OpenRecord {
  return {
    left: actionCount,
    settled: new SettledActions(),
    accepted: new SettledActions(),
    rejected: [],
    unknown: [],
  }
}

/** What restores an open record. */
export function openSnapshot(recordNumber: number, open: OpenRecord): OpenRecordSnapshot {
  const { accepted, rejected, settled, unknown } = open
  return {
    recordNumber,
    settled: settled.snapshot(),
    accepted: accepted.snapshot(),
    digests: accepted.digests(),
    ...standingsIn(accepted),
    failures: [
      ...rejected.map(failureSnapshot),
      ...unknown.map((failure) => ({ ...failureSnapshot(failure), isUnknown: true })),
    ],
  }
}

function standingsIn(accepted: SettledActions): Pick<OpenRecordSnapshot, "places"> {
  const places = accepted.places()
  return places === undefined ? {} : { places }
}

function failureSnapshot({ stage, code, message, messageParts, action, wire }: Failure): FailureSnapshot {
  if (action === undefined) return { stage, code, message, messageParts }
  const { actionIndex, group, kind, ordinal } = action
  return {
    stage,
    code,
    message,
    messageParts,
    kind: kind.name,
    actionIndex,
    group,
    ordinal,
    digest: digestOf(action),
    wire,
  }
}

/** What an action says. An importer of the user's own may give it back as it was. */
export function digestOf(action: ActionReference | MappedAction): ActionDigest {
  return action.digest ?? ("action" in action ? actionDigest(action) : NO_DIGEST)
}
