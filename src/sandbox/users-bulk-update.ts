import { type Answer, apiAnswer, jsonAnswer } from "./answer.ts"
import { allowsNew } from "./allows-new.ts"
import type { Call, Outcome } from "./call.ts"
import { USER_MEMBERS, type UserRecord } from "./user-record.ts"
import type { Member } from "./violation.ts"
import { envelopeAnswer, missingIdAnswer, recordsIn, writeUsers } from "./write-users.ts"

const BODY_MEMBERS: readonly Member[] = [
  { name: "users", kind: "array", required: true },
  { name: "createNewFields", kind: "boolean" },
]

/** Answers `POST /api/users/bulkUpdate`. */
export function usersBulkUpdate(call: Call): Outcome {
  const users = recordsIn(call, "users")
  const answer =
    envelopeAnswer(call, BODY_MEMBERS, "users", USER_MEMBERS) ??
    (users.length === 0 ? apiAnswer(400, "InvalidEmailAddressError", "Emails invalid: ") : null) ??
    missingIdAnswer(call, users) ??
    written(call, users)
  return { answer, records: users.length }
}

function written(call: Call, users: readonly UserRecord[]): Answer {
  const { json, project } = call
  const allowNew = allowsNew(project, json["createNewFields"])
  const result = writeUsers(call, { users, allowNew, kind: "user" })
  if ("answer" in result) return result.answer
  const { tally, effect } = result
  const isRefused = project.options.behavior.allInvalidBulkUpdate === "refuse"
  const invalid = isRefused ? tally.onlyInvalidEmails : null
  return invalid === null
    ? jsonAnswer(tally.userBody(effect))
    : apiAnswer(400, "InvalidEmailAddressError", `Emails invalid: ${invalid.join(", ")}`)
}
