import { type Answer, apiAnswer } from "../answers/answer.ts"
import { userLimitAnswer } from "../answers/field-limit-answer.ts"
import { mismatchAnswer } from "../answers/mismatch-answer.ts"
import type { Call } from "../calls/call.ts"
import { SchemaCheck } from "../checks/schema-check.ts"
import type { SchemaEffect } from "../checks/schema-effect.ts"
import { ownFailure } from "../checks/user-failure.ts"
import type { DataFields } from "../project/data-fields.ts"
import { applyRecords } from "./apply-records.ts"
import { BulkTally } from "./bulk-tally.ts"
import { MISSING_USER, type UserRecord, type UserWrite, hasNoId, userWriteOf } from "./user-record.ts"
import { writeUser } from "./write-user.ts"

const NO_FIELDS: DataFields = {}

/** Refuses a bulk request with a record that names no user, where that is set. */
export function missingIdAnswer(call: Call, records: readonly UserRecord[]): Answer | null {
  const isRefused = call.project.options.behavior.missingIdInBulk === "refuse" && records.some(hasNoId)
  return isRefused ? apiAnswer(400, "BadParams", MISSING_USER) : null
}

/** How an endpoint that takes many users writes them. */
export interface UsersWrite {
  readonly users: readonly UserRecord[]
  /** Whether fields that the project does not know are added to it. */
  readonly allowNew: boolean
  /** What the log of applied records says that was done to. @defaultValue the user */
  readonly subjectNumber?: number
  /** Changes what is written, or says what stands in its way. */
  readonly prepare?: (write: UserWrite) => UserWrite | "not-found" | "uncounted"
}

/** What became of many users. */
export type UsersWritten =
  | { readonly answer: Answer }
  | { readonly tally: BulkTally; readonly effect: SchemaEffect }

/** Writes the users of a bulk request one after the other; refuses them all where their fields do not fit the schema. */
export function writeUsers(
  call: Call,
  { users, allowNew, subjectNumber, prepare }: UsersWrite,
): UsersWritten {
  const { project, receivedAtMs } = call
  const { behavior } = project.options
  const check = new SchemaCheck(project.userSchema, behavior)
  const unfit = new Set<number>()
  for (const [index, user] of users.entries()) {
    if (!check.check(user.dataFields ?? NO_FIELDS, allowNew)) unfit.add(index)
  }
  const isRequestRefused = behavior.bulkTypeMismatch === "reject-request"
  const refused =
    userLimitAnswer(project, check) ?? (isRequestRefused ? mismatchAnswer(project, [check]) : null)
  if (refused !== null) return { answer: refused }
  check.commit()
  const tally = new BulkTally(behavior, "users")
  applyRecords(call, users, {
    tally,
    apply: (user, recordIndex) => {
      const wanted = userWriteOf(user, check.keep(user.dataFields ?? NO_FIELDS))
      if (unfit.has(recordIndex)) return { failure: ownFailure(wanted, "invalidData") }
      const prepared = prepare === undefined ? wanted : prepare(wanted)
      if (prepared === "uncounted") return "settled"
      if (prepared === "not-found") return { failure: ownFailure(wanted, "notFound") }
      const result = writeUser(project, prepared, receivedAtMs)
      if ("failure" in result) return result
      return { user: result.user, subjectNumber: subjectNumber ?? result.user.number }
    },
  })
  return { tally, effect: check.effect() }
}
