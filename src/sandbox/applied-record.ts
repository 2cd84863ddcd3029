import type { AppliedEntry } from "./applied-log.ts"
import { type HeldOwner, heldOwner } from "./held-owner.ts"
import type { Project } from "./project.ts"

/** A record that was applied: whose it was and what it wrote, in the order of application. */
export interface AppliedRecord extends AppliedEntry, HeldOwner {
  /** The id of the event or purchase; `null` for users and for events without one. */
  readonly id: string | null
}

/** Shows all applied records in order. */
export function* appliedRecords(project: Project): IterableIterator<AppliedRecord> {
  for (const entry of project.applied.all()) {
    const { kind, subjectNumber } = entry
    const store = kind === "event" ? project.events : project.purchases
    const id = kind === "user" ? null : (store.byNumber(subjectNumber)?.id ?? null)
    yield { ...entry, ...heldOwner(project, entry.userNumber), id }
  }
}
