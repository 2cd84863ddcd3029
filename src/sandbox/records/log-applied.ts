import type { Call } from "../calls/call.ts"
import type { DataFields } from "../project/data-fields.ts"

/** Whose an applied record is, and what it wrote. */
export interface Applied {
  readonly userNumber: number
  /** The number of the user, event or purchase that it wrote, or of the list. */
  readonly subjectNumber: number
}

/** Puts a record into the log of applied records. */
export function logApplied(
  { project, requestNumber }: Call,
  record: { readonly dataFields?: DataFields | null },
  { userNumber, subjectNumber }: Applied,
  recordIndex: number = 0,
): void {
  const { traceField } = project.options
  const trace = traceField === undefined ? undefined : record.dataFields?.[traceField]
  project.applied.add({ requestNumber, recordIndex, userNumber, subjectNumber, trace })
}
