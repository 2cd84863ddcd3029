import { CLIENT_KEYS } from "../access/api-key.ts"
import { okAnswer } from "../answers/answer.ts"
import type { EndpointDefinition } from "../calls/endpoint-definition.ts"
import { HELD_USERS } from "../inspection/held-user.ts"
import { USER_RECORD } from "../inspection/record-kind.ts"
import { logApplied } from "../records/log-applied.ts"
import { SINGLE_USER_MEMBERS, type UserRecord } from "../records/user-record.ts"
import { writeSingleUser } from "../records/write-single-user.ts"

/** Creates or updates a user. */
export const usersUpdate: EndpointDefinition<"users/update"> = {
  name: "users/update",
  method: "POST",
  path: "users/update",
  keys: CLIENT_KEYS,
  rateLimit: { perSecond: 500 },
  tellsRateLimit: true,
  body: SINGLE_USER_MEMBERS,
  records: "single",
  applies: USER_RECORD,
  holds: [HELD_USERS],
  answer: (call) => {
    const record = call.json as UserRecord
    const result = writeSingleUser(call, record)
    if ("answer" in result) return result.answer
    const { number } = result.user
    logApplied(call, record, { userNumber: number, subjectNumber: number })
    return okAnswer()
  },
}
