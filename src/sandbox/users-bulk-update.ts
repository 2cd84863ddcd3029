import { type Answer, apiAnswer, jsonAnswer } from "./answer.ts"
import { badJsonBodyAnswer } from "./bad-json-body-answer.ts"
import { batchTooLargeAnswer } from "./batch-too-large-answer.ts"
import { BulkTally } from "./bulk-tally.ts"
import type { Call, Outcome } from "./call.ts"
import type { DataFields } from "./data-fields.ts"
import { userLimitAnswer } from "./field-limit-answer.ts"
import { mismatchAnswer } from "./mismatch-answer.ts"
import { SchemaCheck } from "./schema-check.ts"
import { allowsNew } from "./allows-new.ts"
import { ownFailure } from "./user-failure.ts"
import { MISSING_USER, USER_MEMBERS, type UserRecord, hasNoId, userWriteOf } from "./user-record.ts"
import { type Member, type Violation, fits, violationsOf } from "./violation.ts"
import { writeUser } from "./write-user.ts"

const BODY_MEMBERS: readonly Member[] = [
  { name: "users", kind: "array", required: true },
  { name: "createNewFields", kind: "boolean" },
]
const NO_FIELDS: DataFields = {}

/** Answers `POST /api/users/bulkUpdate`. */
export function usersBulkUpdate(call: Call): Outcome {
  const { json, project } = call
  const users = Array.isArray(json["users"]) ? (json["users"] as readonly UserRecord[]) : []
  const answer = refusal(call, users)
  if (answer !== null) return { answer, records: users.length }
  const { options, userSchema } = project
  const check = new SchemaCheck(userSchema, options.behavior)
  const allowNew = allowsNew(project, json["createNewFields"])
  const unfit = new Set<number>()
  for (const [index, user] of users.entries()) {
    if (!check.check(user.dataFields ?? NO_FIELDS, allowNew)) unfit.add(index)
  }
  const isRequestRefused = options.behavior.bulkTypeMismatch === "reject-request"
  const refused =
    userLimitAnswer(project, check) ?? (isRequestRefused ? mismatchAnswer(project, [check]) : null)
  if (refused !== null) return { answer: refused, records: users.length }
  check.commit()
  return { answer: write(call, users, check, unfit), records: users.length }
}

function refusal(call: Call, users: readonly UserRecord[]): Answer | null {
  const { json, project } = call
  const { options } = project
  if (users.length > options.maxRecordsPerRequest)
    return batchTooLargeAnswer(users.length, options.maxRecordsPerRequest)
  const violations: Violation[] = [...violationsOf(json, BODY_MEMBERS, "obj")]
  for (const [index, user] of users.entries()) {
    if (!fits(user, USER_MEMBERS)) violations.push(...violationsOf(user, USER_MEMBERS, `obj.users[${index}]`))
  }
  if (violations.length > 0) return badJsonBodyAnswer(call, violations)
  if (users.length === 0) return apiAnswer(400, "InvalidEmailAddressError", "Emails invalid: ")
  const isRefused = options.behavior.missingIdInBulk === "refuse" && users.some(hasNoId)
  return isRefused ? apiAnswer(400, "BadParams", MISSING_USER) : null
}

function write(
  call: Call,
  users: readonly UserRecord[],
  check: SchemaCheck,
  unfit: ReadonlySet<number>,
): Answer {
  const { project, receivedAtMs, requestNumber } = call
  const { behavior, traceField } = project.options
  const tally = new BulkTally(behavior)
  const kept = users.length - call.lostRecords
  let recordIndex = -1
  for (const user of users) {
    recordIndex++
    const fields = user.dataFields ?? NO_FIELDS
    if (recordIndex >= kept || hasNoId(user)) {
      tally.failUnlisted()
      continue
    }
    const wanted = userWriteOf(user, check.keep(fields))
    const result = unfit.has(recordIndex)
      ? { failure: ownFailure(wanted, "invalidData") }
      : writeUser(project, wanted, receivedAtMs)
    if ("failure" in result) {
      tally.fail(result.failure)
      continue
    }
    tally.succeed(result.user)
    const { number } = result.user
    const trace = traceField === undefined ? undefined : fields[traceField]
    project.applied.add({
      kind: "user",
      requestNumber,
      recordIndex,
      userNumber: number,
      subjectNumber: number,
      trace,
    })
  }
  const invalid = behavior.allInvalidBulkUpdate === "refuse" ? tally.onlyInvalidEmails : null
  if (invalid !== null)
    return apiAnswer(400, "InvalidEmailAddressError", `Emails invalid: ${invalid.join(", ")}`)
  return jsonAnswer(
    tally.userBody({ filteredOutFields: [...check.filteredOut], createdFields: [...check.created.keys()] }),
  )
}
