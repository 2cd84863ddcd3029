import type { Call } from "../calls/call.ts"
import type { UserFailure } from "../checks/user-failure.ts"
import type { DataFields } from "../project/data-fields.ts"
import type { StoredUser } from "../project/stored-user.ts"
import type { BulkTally } from "./bulk-tally.ts"
import { logApplied } from "./log-applied.ts"
import { hasNoId } from "./user-record.ts"

/** A record of a bulk request, as far as all of them are alike. */
export interface BulkRecord {
  readonly email?: string | null
  readonly userId?: string | null
  readonly dataFields?: DataFields | null
}

/** What became of a record: applied, failed, or nothing that is left to count or to log. */
export type Fate =
  | { readonly user: StoredUser; readonly subjectNumber: number }
  | { readonly failure: UserFailure }
  | "settled"

/** How an endpoint applies its records. */
export interface ApplyRecords<Record extends BulkRecord> {
  readonly tally: BulkTally
  /** Takes a record out before anything else looks at it, and counts it. @defaultValue takes none out */
  readonly settle?: (record: Record) => boolean
  readonly apply: (record: Record, recordIndex: number) => Fate
}

/** Applies the records of a bulk request one after the other; counts what becomes of each, and logs those applied. */
export function applyRecords<Record extends BulkRecord>(
  call: Call,
  records: readonly Record[],
  { tally, settle, apply }: ApplyRecords<Record>,
): void {
  const lost = call.fault?.kind === "unlisted-failures" ? call.fault.records : 0
  const kept = records.length - lost
  let recordIndex = -1
  for (const record of records) {
    recordIndex++
    if (settle?.(record) === true) continue
    if (recordIndex >= kept || hasNoId(record)) {
      tally.failUnlisted()
      continue
    }
    const fate = apply(record, recordIndex)
    if (fate === "settled") continue
    if ("failure" in fate) {
      tally.fail(fate.failure)
      continue
    }
    const { user, subjectNumber } = fate
    tally.succeed(user)
    logApplied(call, record, { userNumber: user.number, subjectNumber }, recordIndex)
  }
}
