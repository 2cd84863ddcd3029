import { SERVER_KEYS } from "../access/api-key.ts"
import { type Answer, jsonAnswer } from "../answers/answer.ts"
import type { Call } from "../calls/call.ts"
import type { EndpointDefinition } from "../calls/endpoint-definition.ts"
import { ownFailure } from "../checks/user-failure.ts"
import type { Member } from "../checks/violation.ts"
import { HELD_LISTS } from "../inspection/held-list.ts"
import { listIdOf } from "../inspection/record-kind.ts"
import { leavingFields } from "../project/list-membership.ts"
import type { StoredList } from "../project/stored-list.ts"
import { type Fate, applyRecords } from "../records/apply-records.ts"
import { BulkTally } from "../records/bulk-tally.ts"
import { calledList } from "../records/called-list.ts"
import { findUser, refusedIdentity } from "../records/find-user.ts"
import { type UserRecord, userWriteOf } from "../records/user-record.ts"
import { changeFields } from "../records/write-user.ts"
import { missingIdAnswer } from "../records/write-users.ts"

const NO_EFFECT = { filteredOutFields: [], createdFields: [] }

/** Source: Iterable's API documentation, `Unsubscriber`. */
const UNSUBSCRIBER_MEMBERS: readonly Member[] = [
  { name: "email", kind: "string" },
  { name: "userId", kind: "string" },
]

/**
 * Takes each user off the list. One who is not on it counts as a success, one who is nowhere as not found.
 *
 * Source: recorded answers; Iterable's API documentation, `FailedUserUpdates.notFoundEmails`.
 */
export const listsUnsubscribe: EndpointDefinition<"lists/unsubscribe"> = {
  name: "lists/unsubscribe",
  method: "POST",
  path: "lists/unsubscribe",
  keys: SERVER_KEYS,
  rateLimit: null,
  body: [
    { name: "listId", kind: "integer", required: true },
    { name: "subscribers", kind: "array", required: true, members: UNSUBSCRIBER_MEMBERS },
    { name: "campaignId", kind: "integer" },
    { name: "channelUnsubscribe", kind: "boolean" },
  ],
  records: { in: "subscribers" },
  applies: { name: "unsubscribe", idOf: listIdOf },
  holds: [HELD_LISTS],
  ownFaults: ["invalid-list-id"],
  answer: (call) => {
    const users = call.records as readonly UserRecord[]
    const called = calledList(call)
    if ("answer" in called) return called.answer
    return missingIdAnswer(call, users) ?? unsubscribed(call, users, called.list)
  },
}

function unsubscribed(call: Call, users: readonly UserRecord[], list: StoredList): Answer {
  const tally = new BulkTally(call.project.options.behavior, "users")
  applyRecords(call, users, { tally, apply: (user) => leave(call, list, user) })
  return jsonAnswer(tally.listBody(NO_EFFECT))
}

function leave({ project, receivedAtMs, json }: Call, list: StoredList, record: UserRecord): Fate {
  const identity = userWriteOf(record, {})
  const failure = refusedIdentity(project, identity)
  if (failure !== null) return { failure }
  const user = findUser(project, identity.email?.toLowerCase() ?? null, identity.userId)
  if (user === null) return { failure: ownFailure(identity, "notFound") }
  const isChannelClosed = json["channelUnsubscribe"] ?? project.options.behavior.channelUnsubscribeDefault
  const fields = leavingFields(project, user.dataFields, list, isChannelClosed === true)
  if (Object.keys(fields).length > 0) changeFields(project, user, fields, receivedAtMs)
  return { user, subjectNumber: list.number }
}
