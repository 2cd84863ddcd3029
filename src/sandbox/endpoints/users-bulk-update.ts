import { SERVER_KEYS } from "../access/api-key.ts"
import { type Answer, apiAnswer, jsonAnswer } from "../answers/answer.ts"
import type { Call } from "../calls/call.ts"
import type { EndpointDefinition } from "../calls/endpoint-definition.ts"
import { allowsNew } from "../checks/allows-new.ts"
import { HELD_USERS } from "../inspection/held-user.ts"
import { USER_RECORD } from "../inspection/record-kind.ts"
import { USER_MEMBERS, type UserRecord } from "../records/user-record.ts"
import { missingIdAnswer, writeUsers } from "../records/write-users.ts"

/** Creates and updates users. */
export const usersBulkUpdate: EndpointDefinition<"users/bulkUpdate"> = {
  name: "users/bulkUpdate",
  method: "POST",
  path: "users/bulkUpdate",
  keys: SERVER_KEYS,
  rateLimit: { perSecond: 5 },
  tellsRateLimit: true,
  body: [
    { name: "users", kind: "array", required: true, members: USER_MEMBERS },
    { name: "createNewFields", kind: "boolean" },
  ],
  records: { in: "users" },
  applies: USER_RECORD,
  holds: [HELD_USERS],
  answer: (call) => {
    const users = call.records as readonly UserRecord[]
    if (users.length === 0) return apiAnswer(400, "InvalidEmailAddressError", "Emails invalid: ")
    return missingIdAnswer(call, users) ?? written(call, users)
  },
}

function written(call: Call, users: readonly UserRecord[]): Answer {
  const { json, project } = call
  const result = writeUsers(call, { users, allowNew: allowsNew(project, json["createNewFields"]) })
  if ("answer" in result) return result.answer
  const { tally, effect } = result
  const isRefused = project.options.behavior.allInvalidBulkUpdate === "refuse"
  const invalid = isRefused ? tally.onlyInvalidEmails : null
  return invalid === null
    ? jsonAnswer(tally.userBody(effect))
    : apiAnswer(400, "InvalidEmailAddressError", `Emails invalid: ${invalid.join(", ")}`)
}
