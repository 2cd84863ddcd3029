import { type Answer, apiAnswer, okAnswer } from "./answer.ts"
import { badJsonBodyAnswer } from "./bad-json-body-answer.ts"
import type { Call, Outcome } from "./call.ts"
import { userLimitAnswer } from "./field-limit-answer.ts"
import { mismatchAnswer } from "./mismatch-answer.ts"
import { SchemaCheck } from "./schema-check.ts"
import { allowsNew } from "./allows-new.ts"
import { failureAnswer } from "./failure-answer.ts"
import { MISSING_USER, USER_MEMBERS, type UserRecord, userWriteOf } from "./user-record.ts"
import type { StoredUser } from "./stored-user.ts"
import { type Member, violationsOf } from "./violation.ts"
import { writeUser } from "./write-user.ts"

/** The members of a user that is written alone. Source: Iterable's API documentation, `ApiUserUpdateRequest`. */
export const SINGLE_USER_MEMBERS: readonly Member[] = [
  ...USER_MEMBERS,
  { name: "createNewFields", kind: "boolean" },
]

/** Answers `POST /api/users/update`. */
export function usersUpdate(call: Call): Outcome {
  const violations = violationsOf(call.json, SINGLE_USER_MEMBERS, "obj")
  if (violations.length > 0) return { answer: badJsonBodyAnswer(call, violations), records: 1 }
  const record = call.json as UserRecord
  const result = writeSingleUser(call, record)
  if ("answer" in result) return { answer: result.answer, records: 1 }
  const { traceField } = call.project.options
  call.project.applied.add({
    kind: "user",
    requestNumber: call.requestNumber,
    recordIndex: 0,
    userNumber: result.user.number,
    subjectNumber: result.user.number,
    trace: traceField === undefined ? undefined : record.dataFields?.[traceField],
  })
  return { answer: okAnswer(), records: 1 }
}

/** Writes the one user of a request, or says why not. */
export function writeSingleUser(
  call: Call,
  record: UserRecord,
): { readonly user: StoredUser } | { readonly answer: Answer } {
  const { project, receivedAtMs } = call
  const { options, userSchema } = project
  const namingId = project.type === "userId" ? record.userId : (record.email ?? record.userId)
  if ((namingId ?? null) === null) return { answer: apiAnswer(400, "BadParams", MISSING_USER) }
  const fields = record.dataFields ?? {}
  const check = new SchemaCheck(userSchema, options.behavior)
  check.check(fields, allowsNew(project, record.createNewFields))
  const refused = userLimitAnswer(project, check) ?? mismatchAnswer(project, [check])
  if (refused !== null) return { answer: refused }
  check.commit()
  const result = writeUser(project, userWriteOf(record, check.keep(fields)), receivedAtMs)
  return "failure" in result ? { answer: failureAnswer(project, result.failure) } : result
}
