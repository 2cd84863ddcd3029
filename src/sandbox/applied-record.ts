import type { AppliedEntry } from "./applied-log.ts"
import { type HeldOwner, heldOwner } from "./held-owner.ts"
import type { Project } from "./project.ts"

/** A record that was applied: whose it was and what it wrote, in the order of application. */
export interface AppliedRecord extends AppliedEntry, HeldOwner {
  /** The id of the event, the purchase or the list; `null` for users and for events without one. */
  readonly id: string | null
}

/** Shows all applied records in order. */
export function* appliedRecords(project: Project): IterableIterator<AppliedRecord> {
  for (const entry of project.applied.all()) {
    yield { ...entry, ...heldOwner(project, entry.userNumber), id: idOf(project, entry) }
  }
}

function idOf(project: Project, { kind, subjectNumber }: AppliedEntry): string | null {
  switch (kind) {
    case "user":
      return null
    case "event":
      return project.events.byNumber(subjectNumber)?.id ?? null
    case "purchase":
      return project.purchases.byNumber(subjectNumber)?.id ?? null
    case "subscribe":
    case "unsubscribe":
      return project.lists.byNumber(subjectNumber)?.id.toString() ?? null
  }
}
