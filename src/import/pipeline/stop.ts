import type { DeliveryStop } from "../../delivery/delivery-stop.ts"
import { SourceError, isThrown, messageOf, propertyOf } from "../../errors.ts"
import type { StopCode } from "../../errors.ts"
import type { RecordCounts, RejectReason } from "../../accounting/summary.ts"
import { tooManyRejects } from "../../accounting/too-many-rejects.ts"

/** Why an import ended before its source did. */
export interface Stop {
  readonly code: StopCode
  readonly message: string
  readonly cause?: unknown
}

/** The end of a run whose import another process has taken over. */
export const TAKEN_OVER: Stop = {
  code: "TAKEN_OVER",
  message:
    "This run sends nothing more: another process took the import over, and settles what is left. There is nothing to do here.",
}

/** Why an import stopped, from what was thrown while its records were in flight. */
export function stopFor(error: unknown): Stop {
  if (isThrown(error, SourceError)) {
    const code = error.mayHaveMisread ? "SOURCE_DAMAGED" : "SOURCE_BROKEN"
    return { code, message: error.message, cause: error }
  }
  if (isDeliveryStop(error)) return { code: error.code, message: error.message }
  const message = messageOf(error)
  if (isDiskError(error))
    return { code: "DISK", message: `A file could not be written or read: ${message}`, cause: error }
  return { code: "UNEXPECTED", message: `The import failed unexpectedly: ${message}`, cause: error }
}

/** The end of an import that could not write something to disk. */
export function diskStop(what: string, cause: unknown): Stop {
  return {
    code: "DISK",
    message: `${what}: ${messageOf(cause)}. Everything that the summary counts has happened.`,
    cause,
  }
}

/** How a pipeline came to its end. */
export interface PipelineEnd {
  readonly records: RecordCounts
  readonly rejectReasons: readonly RejectReason[]
  /** The source gave its last record. */
  readonly isAtEnd: boolean
  /** Too many records were rejected. */
  readonly isOverBudget: boolean
  /** It was told to take no more records, by its caller or because of too many rejects. */
  readonly isAborted: boolean
}

/** Why a pipeline that threw nothing stopped early; undefined: it is complete. */
export function stopAtEnd(end: PipelineEnd): Stop | undefined {
  const { isAborted, isAtEnd, isOverBudget, records, rejectReasons } = end
  const { pending, unknown } = records
  // Actions may be unknown because the import had to end before they were sent again.
  const isCutShort = pending > 0 || (unknown > 0 && isAborted)
  if (isAtEnd && !isCutShort) return undefined
  if (isOverBudget) return { code: "TOO_MANY_REJECTS", message: tooManyRejects(records, rejectReasons) }
  if (isAborted) return { code: "ABORTED", message: "The import was stopped on request." }
  return { code: "UNEXPECTED", message: "The importer ended without an outcome for every action." }
}

function isDeliveryStop(error: unknown): error is DeliveryStop {
  return isThrown(error, Error) && propertyOf(error, "name") === "DeliveryStop"
}

function isDiskError(error: unknown): error is NodeJS.ErrnoException {
  return isThrown(error, Error) && propertyOf(error, "syscall") !== undefined
}
