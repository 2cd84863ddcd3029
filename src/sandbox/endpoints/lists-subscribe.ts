import { SERVER_KEYS } from "../access/api-key.ts"
import { type Answer, jsonAnswer } from "../answers/answer.ts"
import type { Call } from "../calls/call.ts"
import type { EndpointDefinition } from "../calls/endpoint-definition.ts"
import { allowsNew } from "../checks/allows-new.ts"
import { HELD_LISTS } from "../inspection/held-list.ts"
import { HELD_USERS } from "../inspection/held-user.ts"
import { listIdOf } from "../inspection/record-kind.ts"
import { joiningFields } from "../project/list-membership.ts"
import type { StoredList } from "../project/stored-list.ts"
import { calledList } from "../records/called-list.ts"
import { findUser, refusedIdentity } from "../records/find-user.ts"
import { USER_MEMBERS, type UserRecord, type UserWrite } from "../records/user-record.ts"
import { type UsersWrite, missingIdAnswer, writeUsers } from "../records/write-users.ts"

/**
 * Creates or updates each subscriber as `users/bulkUpdate` does, and puts it on the list. Without subscribers it answers
 * zeros, as recorded.
 */
export const listsSubscribe: EndpointDefinition<"lists/subscribe"> = {
  name: "lists/subscribe",
  method: "POST",
  path: "lists/subscribe",
  keys: SERVER_KEYS,
  rateLimit: null,
  body: [
    { name: "listId", kind: "integer", required: true },
    { name: "subscribers", kind: "array", required: true, members: USER_MEMBERS },
    { name: "updateExistingUsersOnly", kind: "boolean" },
  ],
  records: { in: "subscribers" },
  applies: { name: "subscribe", idOf: listIdOf },
  holds: [HELD_USERS, HELD_LISTS],
  ownFaults: ["invalid-list-id"],
  answer: (call) => {
    const users = call.records as readonly UserRecord[]
    const called = calledList(call)
    if ("answer" in called) return called.answer
    return missingIdAnswer(call, users) ?? subscribed(call, users, called.list)
  },
}

function subscribed(call: Call, users: readonly UserRecord[], list: StoredList): Answer {
  const result = writeUsers(call, {
    users,
    allowNew: allowsNew(call.project, undefined),
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
