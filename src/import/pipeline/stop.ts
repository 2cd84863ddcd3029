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

/** The end of a run whose import is another process's now. */
export const TAKEN_OVER: Stop = {
  code: "DISK",
  message: "Progress cannot be saved, so nothing more is sent: another process took the import over.",
}

/** What stopped an import, from what was thrown while its records were on their way. */
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

/** The end of an import of which something could not be put on disk. */
export function diskStop(what: string, cause: unknown): Stop {
  return {
    code: "DISK",
    message: `${what}: ${messageOf(cause)}. All that the summary counts has happened.`,
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
  /** It was told to take no more records, by its caller or for too many rejects. */
  readonly isAborted: boolean
}

/** Why a pipeline that threw nothing stopped early; undefined: it is complete. */
export function stopAtEnd(end: PipelineEnd): Stop | undefined {
  const { isAborted, isAtEnd, isOverBudget, records, rejectReasons } = end
  const { pending, unknown } = records
  // What is unknown may be so since the import was to end before it was sent again.
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
