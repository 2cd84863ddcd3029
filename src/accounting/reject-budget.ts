import { UsageError } from "../errors.ts"
import type { Ledger } from "./ledger/ledger.ts"

/** How many records may be rejected before the import stops: a number, a percentage of the settled ones, or any. */
export type MaxRejects = number | `${number}%` | "off"

/** The default: of at least 1,000 settled records more than a tenth rejected means that the mapping is wrong. */
export const DEFAULT_MAX_REJECTS: MaxRejects = "10%"

const SETTLED_FOR_A_PERCENTAGE = 1_000

/**
 * Makes the function that says whether too many records were rejected.
 *
 * @throws {@link UsageError} if the budget is neither a whole number from 0, a percentage from 0 to 100, nor `off`.
 */
export function rejectBudget(
  max: MaxRejects,
): (ledger: Pick<Ledger, "records" | "rejectedShare">) => boolean {
  if (max === "off") return () => false
  if (typeof max === "number") {
    if (!Number.isInteger(max) || max < 0) throw wrong(max)
    return ({ records }) => records.rejected > max
  }
  const percent = /^\d+(\.\d+)?%$/.test(max) ? Number(max.slice(0, -1)) : Number.NaN
  if (!(percent <= 100)) throw wrong(max)
  return ({ records, rejectedShare }) => {
    const settled = records.read - records.pending
    return settled >= SETTLED_FOR_A_PERCENTAGE && rejectedShare > percent / 100
  }
}

/** Whether it was said that the import goes on, however many records are rejected. */
export function allowsAll(max: MaxRejects): boolean {
  return max === "off" || (typeof max === "string" && Number(max.slice(0, -1)) >= 100)
}

function wrong(max: unknown): UsageError {
  return new UsageError(
    `maxRejects takes a whole number, a percentage such as "10%", or "off", not ${typeof max === "number" ? max : JSON.stringify(max)}`,
  )
}
