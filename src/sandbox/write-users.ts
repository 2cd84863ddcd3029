import { type Answer, apiAnswer } from "./answer.ts"
import { badJsonBodyAnswer } from "./bad-json-body-answer.ts"
import { batchTooLargeAnswer } from "./batch-too-large-answer.ts"
import { BulkTally, type SchemaEffect } from "./bulk-tally.ts"
import type { Call } from "./call.ts"
import type { DataFields } from "./data-fields.ts"
import { userLimitAnswer } from "./field-limit-answer.ts"
import { mismatchAnswer } from "./mismatch-answer.ts"
import { SchemaCheck } from "./schema-check.ts"
import { ownFailure } from "./user-failure.ts"
import { MISSING_USER, type UserRecord, hasNoId, userWriteOf } from "./user-record.ts"
import { type Member, type Violation, fits, violationsOf } from "./violation.ts"
import { type UserWrite, writeUser } from "./write-user.ts"

const NO_FIELDS: DataFields = {}

/** The array of a bulk request that holds its records, or an empty one where there is no array. */
export function recordsIn(call: Call, name: string): readonly UserRecord[] {
  const records = call.json[name]
  return Array.isArray(records) ? (records as readonly UserRecord[]) : []
}

/** Refuses a bulk request with too many records, or with members of wrong JSON types anywhere. */
export function envelopeAnswer(
  call: Call,
  bodyMembers: readonly Member[],
  arrayName: string,
  recordMembers: readonly Member[],
): Answer | null {
  const records = recordsIn(call, arrayName)
  const { maxRecordsPerRequest } = call.project.options
  if (records.length > maxRecordsPerRequest) return batchTooLargeAnswer(records.length, maxRecordsPerRequest)
  const violations: Violation[] = [...violationsOf(call.json, bodyMembers, "obj")]
  for (const [index, record] of records.entries()) {
    if (!fits(record, recordMembers)) {
      violations.push(...violationsOf(record, recordMembers, `obj.${arrayName}[${index}]`))
    }
  }
  return violations.length > 0 ? badJsonBodyAnswer(call, violations) : null
}

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
  /** What the log of applied records says that was done. */
  readonly kind: "user" | "subscribe"
  /** What the log says that it was done to. @defaultValue the user */
  readonly subjectNumber?: number
  /** Changes what is written, or says what stands in its way. */
  readonly prepare?: (write: UserWrite) => UserWrite | "not-found" | "uncounted"
}

/** What became of many users. */
export type UsersWritten =
  | { readonly answer: Answer }
  | { readonly tally: BulkTally; readonly effect: SchemaEffect }

/** Writes the users of a bulk request one after the other; refuses them all where their fields do not fit the schema. */
export function writeUsers(call: Call, { users, allowNew, ...how }: UsersWrite): UsersWritten {
  const { options, userSchema } = call.project
  const check = new SchemaCheck(userSchema, options.behavior)
  const unfit = new Set<number>()
  for (const [index, user] of users.entries()) {
    if (!check.check(user.dataFields ?? NO_FIELDS, allowNew)) unfit.add(index)
  }
  const isRequestRefused = options.behavior.bulkTypeMismatch === "reject-request"
  const refused =
    userLimitAnswer(call.project, check) ?? (isRequestRefused ? mismatchAnswer(call.project, [check]) : null)
  if (refused !== null) return { answer: refused }
  check.commit()
  const tally = written(call, users, how, { check, unfit })
  return {
    tally,
    effect: { filteredOutFields: [...check.filteredOut], createdFields: [...check.created.keys()] },
  }
}

function written(
  call: Call,
  users: readonly UserRecord[],
  { kind, subjectNumber, prepare }: Pick<UsersWrite, "kind" | "subjectNumber" | "prepare">,
  { check, unfit }: { readonly check: SchemaCheck; readonly unfit: ReadonlySet<number> },
): BulkTally {
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
    if (unfit.has(recordIndex)) {
      tally.fail(ownFailure(wanted, "invalidData"))
      continue
    }
    const prepared = prepare === undefined ? wanted : prepare(wanted)
    if (prepared === "uncounted") continue
    const result =
      prepared === "not-found"
        ? { failure: ownFailure(wanted, "notFound") }
        : writeUser(project, prepared, receivedAtMs)
    if ("failure" in result) {
      tally.fail(result.failure)
      continue
    }
    tally.succeed(result.user)
    const { number } = result.user
    const trace = traceField === undefined ? undefined : fields[traceField]
    project.applied.add({
      kind,
      requestNumber,
      recordIndex,
      userNumber: number,
      subjectNumber: subjectNumber ?? number,
      trace,
    })
  }
  return tally
}
