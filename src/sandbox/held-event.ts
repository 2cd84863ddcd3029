import type { StoredEvent, StoredPurchase } from "./activity-store.ts"
import type { AppliedEntry } from "./applied-log.ts"
import type { DataFields } from "./data-fields.ts"
import { formatIterableDate } from "./iterable-date.ts"
import type { Project } from "./project.ts"
import type { StoredUser } from "./user-store.ts"

/** How much the sandbox holds. */
export interface SandboxCounts {
  readonly users: number
  readonly events: number
  readonly purchases: number
  readonly requests: number
  /** How many records were applied, repeated ones too. */
  readonly appliedRecords: number
  readonly forgottenUsers: number
}

/** A user that the sandbox holds. */
export interface HeldUser {
  /** From 1, in the order in which users appeared. */
  readonly number: number
  readonly email: string | null
  readonly userId: string | null
  /** Exactly what was sent, merged; `email` and `userId` in them went to the user's ids. */
  readonly dataFields: DataFields
  /** What Iterable would add on its own. */
  readonly managedFields: DataFields
  /** How often it was written. */
  readonly timesApplied: number
}

/** The user that an event, a purchase or a log entry belongs to, with the ids that it has now. */
export interface HeldOwner {
  readonly userNumber: number
  readonly email: string | null
  readonly userId: string | null
}

/** An event that the sandbox holds. */
export type HeldEvent = StoredEvent & HeldOwner
/** A purchase that the sandbox holds. */
export type HeldPurchase = StoredPurchase & HeldOwner

/** A record that was applied: whose it was and what it wrote, in the order of application. */
export interface AppliedRecord extends AppliedEntry, HeldOwner {
  /** The id of the event or purchase; `null` for users and for events without one. */
  readonly id: string | null
}

/** Shows a user. */
export function heldUser(user: StoredUser): HeldUser {
  const { number, email, userId, dataFields, timesApplied } = user
  const managedFields = {
    ...(user.isSignupDateDeleted ? {} : { signupDate: formatIterableDate(user.createdAtMs) }),
    profileUpdatedAt: formatIterableDate(user.updatedAtMs),
    signupSource: "API",
  }
  return { number, email, userId, dataFields, managedFields, timesApplied }
}

/** Shows all events in the order in which they appeared. */
export function* heldEvents(project: Project): IterableIterator<HeldEvent> {
  for (const event of project.events.all()) yield { ...event, ...ownerOf(project, event.userNumber) }
}

/** Shows all purchases in the order in which they appeared. */
export function* heldPurchases(project: Project): IterableIterator<HeldPurchase> {
  for (const purchase of project.purchases.all())
    yield { ...purchase, ...ownerOf(project, purchase.userNumber) }
}

/** Shows all applied records in order. */
export function* appliedRecords(project: Project): IterableIterator<AppliedRecord> {
  for (const entry of project.applied.all()) {
    const { kind, subjectNumber } = entry
    const store = kind === "event" ? project.events : project.purchases
    const id = kind === "user" ? null : (store.byNumber(subjectNumber)?.id ?? null)
    yield { ...entry, ...ownerOf(project, entry.userNumber), id }
  }
}

function ownerOf(project: Project, userNumber: number): HeldOwner {
  const user = project.users.byNumber(userNumber)
  return { userNumber, email: user?.email ?? null, userId: user?.userId ?? null }
}
