import type { LoggedRecord } from "../project/applied-log.ts"
import type { Project } from "../project/project.ts"
import { type HeldOwner, heldOwner } from "./held-owner.ts"
import type { RecordKind } from "./record-kind.ts"

/**
 * What an applied record wrote, or did with a list: `user`, `event`, `purchase`, `subscribe`, `unsubscribe`, or what else
 * an endpoint says of its records.
 */
export type AppliedKind = string

/** One record that was applied. */
export interface AppliedEntry extends LoggedRecord {
  /** From 1, in the order of application. */
  readonly number: number
  readonly kind: AppliedKind
}

/** A record that was applied: whose it was and what it wrote, in the order of application. */
export interface AppliedRecord extends AppliedEntry, HeldOwner {
  /** The id of the event, the purchase or the list; `null` for users and for events without one. */
  readonly id: string | null
}

/** Shows all applied records in order; `kindOf` says what those of a request are. */
export function* appliedRecords(
  project: Project,
  kindOf: (requestNumber: number) => RecordKind,
): IterableIterator<AppliedRecord> {
  let number = 0
  for (const record of project.applied.all()) {
    const { name: kind, idOf } = kindOf(record.requestNumber)
    const id = idOf(project, record.subjectNumber)
    yield { ...record, number: ++number, kind, ...heldOwner(project, record.userNumber), id }
  }
}
