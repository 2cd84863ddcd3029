import { type Answer, apiAnswer } from "../answers/answer.ts"
import { failureAnswer } from "../answers/failure-answer.ts"
import { userLimitAnswer } from "../answers/field-limit-answer.ts"
import { mismatchAnswer } from "../answers/mismatch-answer.ts"
import type { Call } from "../calls/call.ts"
import { allowsNew } from "../checks/allows-new.ts"
import { SchemaCheck } from "../checks/schema-check.ts"
import type { StoredUser } from "../project/stored-user.ts"
import { MISSING_USER, type UserRecord, userWriteOf } from "./user-record.ts"
import { writeUser } from "./write-user.ts"

/** Writes the one user of a request, or says why not. */
export function writeSingleUser(
  { project, receivedAtMs }: Call,
  record: UserRecord,
): { readonly user: StoredUser } | { readonly answer: Answer } {
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
