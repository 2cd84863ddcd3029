import type { StoredEvent } from "../project/activity-store.ts"
import { isEmailAddress } from "../checks/is-email-address.ts"
import { readCreatedAt } from "./read-created-at.ts"
import type { Project } from "../project/project.ts"
import { type UserFailure, ownFailure, userFailure } from "../checks/user-failure.ts"
import { isUserId } from "../checks/is-user-id.ts"
import type { StoredUser } from "../project/stored-user.ts"
import { findUser, forgottenId } from "./find-user.ts"
import { writeUser } from "./write-user.ts"
import type { EventWrite } from "./event-record.ts"

/** What became of an event: written, failed, or dropped without a word. */
export type EventResult =
  | { readonly event: StoredEvent; readonly user: StoredUser }
  | { readonly failure: UserFailure }
  | { readonly dropped: true }

/** Stores an event of a user that exists; an event with the id of another takes its place. */
export function writeEvent(project: Project, write: EventWrite, nowMs: number): EventResult {
  const found = userOf(project, write, nowMs)
  if (!("user" in found)) return found
  const { events, options } = project
  const before = write.id === null ? null : events.byId(write.id)
  const event: StoredEvent = {
    number: before?.number ?? events.nextNumber,
    id: write.id,
    eventName: write.eventName,
    userNumber: found.user.number,
    createdAtMs:
      readCreatedAt(write.createdAt, options.behavior.createdAtUnit) ?? before?.createdAtMs ?? nowMs,
    storedAtMs: before?.storedAtMs ?? nowMs,
    dataFields: write.dataFields,
    campaignId: write.campaignId,
    templateId: write.templateId,
    timesApplied: (before?.timesApplied ?? 0) + 1,
  }
  events.put(event)
  if (before?.userNumber !== found.user.number) (found.user.eventNumbers ??= []).push(event.number)
  return { event, user: found.user }
}

function userOf(
  project: Project,
  write: EventWrite,
  nowMs: number,
): Exclude<EventResult, { event: StoredEvent }> | { readonly user: StoredUser } {
  const { options } = project
  if (write.email !== null && !isEmailAddress(write.email)) {
    return { failure: userFailure(write, "invalid", "email", write.email) }
  }
  if (write.userId !== null && !isUserId(write.userId, options.maxUserIdChars)) {
    return { failure: userFailure(write, "invalid", "userId", write.userId) }
  }
  const email = write.email?.toLowerCase() ?? null
  const forgotten = forgottenId(project, email, write.userId)
  if (forgotten !== null) return { failure: forgotten }
  const user = findUser(project, email, write.userId)
  if (user !== null && user.createdAtMs + options.newUserHiddenFromEventsMs <= nowMs) return { user }
  if (user === null && options.behavior.trackUnknownUser === "create") {
    return writeUser(project, { ...write, dataFields: {}, isDeepMerge: false, preferUserId: true }, nowMs)
  }
  return options.behavior.trackUnknownUser === "drop"
    ? { dropped: true }
    : { failure: ownFailure(write, "notFound") }
}
