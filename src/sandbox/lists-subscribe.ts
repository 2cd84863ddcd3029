import { type Answer, jsonAnswer } from "./answer.ts"
import { allowsNew } from "./allows-new.ts"
import { calledList } from "./called-list.ts"
import type { Call, Outcome } from "./call.ts"
import { joiningFields } from "./list-membership.ts"
import type { StoredList } from "./stored-list.ts"
import { USER_MEMBERS, type UserRecord } from "./user-record.ts"
import type { Member } from "./violation.ts"
import { type UserWrite, findUser, refusedIdentity } from "./write-user.ts"
import { type UsersWrite, envelopeAnswer, missingIdAnswer, recordsIn, writeUsers } from "./write-users.ts"

/** The members of a request to `lists/subscribe`. Source: Iterable's API documentation, `SubscribeRequest`. */
export const SUBSCRIBE_MEMBERS: readonly Member[] = [
  { name: "listId", kind: "integer", required: true },
  { name: "subscribers", kind: "array", required: true },
  { name: "updateExistingUsersOnly", kind: "boolean" },
]

/**
 * Answers `POST /api/lists/subscribe`: creates or updates each subscriber as `users/bulkUpdate` does, and puts it on the
 * list. Without subscribers it answers zeros, as recorded.
 */
export function listsSubscribe(call: Call): Outcome {
  const users = recordsIn(call, "subscribers")
  const answer =
    envelopeAnswer(call, SUBSCRIBE_MEMBERS, "subscribers", USER_MEMBERS) ?? subscribed(call, users)
  return { answer, records: users.length }
}

function subscribed(call: Call, users: readonly UserRecord[]): Answer {
  const called = calledList(call, Number(call.json["listId"]))
  if ("answer" in called) return called.answer
  const refused = missingIdAnswer(call, users)
  if (refused !== null) return refused
  const { list } = called
  const result = writeUsers(call, {
    users,
    allowNew: allowsNew(call.project, undefined),
    kind: "subscribe",
    subjectNumber: list.number,
    prepare: (write) => joining(call, list, write),
  })
  return "answer" in result ? result.answer : jsonAnswer(result.tally.listBody(result.effect))
}

function joining(
  call: Call,
  list: StoredList,
  write: UserWrite,
): ReturnType<NonNullable<UsersWrite["prepare"]>> {
  const { project } = call
  const found = findUser(project, write.email?.toLowerCase() ?? null, write.userId)
  const isExistingOnly = call.json["updateExistingUsersOnly"] === true && project.type !== "email"
  if (isExistingOnly && found === null && refusedIdentity(project, write) === null) {
    return project.options.behavior.unknownExistingOnly
  }
  const fields = { ...found?.dataFields, ...write.dataFields }
  return { ...write, dataFields: { ...write.dataFields, ...joiningFields(project, fields, list) } }
}
