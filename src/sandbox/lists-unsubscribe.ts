import { type Answer, jsonAnswer } from "./answer.ts"
import { BulkTally } from "./bulk-tally.ts"
import { calledList } from "./called-list.ts"
import type { Call, Outcome } from "./call.ts"
import { leavingFields } from "./list-membership.ts"
import type { StoredList } from "./stored-list.ts"
import type { StoredUser } from "./stored-user.ts"
import { type UserFailure, ownFailure } from "./user-failure.ts"
import { type UserRecord, hasNoId, userWriteOf } from "./user-record.ts"
import type { Member } from "./violation.ts"
import { changeFields, findUser, refusedIdentity } from "./write-user.ts"
import { envelopeAnswer, missingIdAnswer, recordsIn } from "./write-users.ts"

/** The members of a request to `lists/unsubscribe`. Source: Iterable's API documentation, `UnsubscribeRequest`. */
export const UNSUBSCRIBE_MEMBERS: readonly Member[] = [
  { name: "listId", kind: "integer", required: true },
  { name: "subscribers", kind: "array", required: true },
  { name: "campaignId", kind: "integer" },
  { name: "channelUnsubscribe", kind: "boolean" },
]
/** The members of a user who leaves. Source: Iterable's API documentation, `Unsubscriber`. */
export const UNSUBSCRIBER_MEMBERS: readonly Member[] = [
  { name: "email", kind: "string" },
  { name: "userId", kind: "string" },
]

/**
 * Answers `POST /api/lists/unsubscribe`: takes each user off the list. One who is not on it counts as a success, one who
 * is nowhere as not found.
 *
 * Source: recorded answers; Iterable's API documentation, `FailedUserUpdates.notFoundEmails`.
 */
export function listsUnsubscribe(call: Call): Outcome {
  const users = recordsIn(call, "subscribers")
  const answer =
    envelopeAnswer(call, UNSUBSCRIBE_MEMBERS, "subscribers", UNSUBSCRIBER_MEMBERS) ??
    unsubscribed(call, users)
  return { answer, records: users.length }
}

function unsubscribed(call: Call, users: readonly UserRecord[]): Answer {
  const { project, requestNumber, json } = call
  const called = calledList(call, Number(json["listId"]))
  if ("answer" in called) return called.answer
  const refused = missingIdAnswer(call, users)
  if (refused !== null) return refused
  const tally = new BulkTally(project.options.behavior)
  const kept = users.length - call.lostRecords
  for (const [recordIndex, user] of users.entries()) {
    if (recordIndex >= kept || hasNoId(user)) {
      tally.failUnlisted()
      continue
    }
    const result = leave(call, called.list, user)
    if ("failure" in result) {
      tally.fail(result.failure)
      continue
    }
    tally.succeed(result.user)
    project.applied.add({
      kind: "unsubscribe",
      requestNumber,
      recordIndex,
      userNumber: result.user.number,
      subjectNumber: called.list.number,
      trace: undefined,
    })
  }
  return jsonAnswer(tally.listBody({ filteredOutFields: [], createdFields: [] }))
}

function leave(
  { project, receivedAtMs, json }: Call,
  list: StoredList,
  record: UserRecord,
): { readonly user: StoredUser } | { readonly failure: UserFailure } {
  const identity = userWriteOf(record, {})
  const failure = refusedIdentity(project, identity)
  if (failure !== null) return { failure }
  const user = findUser(project, identity.email?.toLowerCase() ?? null, identity.userId)
  if (user === null) return { failure: ownFailure(identity, "notFound") }
  const isChannelClosed = json["channelUnsubscribe"] ?? project.options.behavior.channelUnsubscribeDefault
  const fields = leavingFields(project, user.dataFields, list, isChannelClosed === true)
  if (Object.keys(fields).length > 0) changeFields(project, user, fields, receivedAtMs)
  return { user }
}
