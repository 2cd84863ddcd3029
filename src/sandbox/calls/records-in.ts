import type { Call } from "./call.ts"
import type { EndpointDefinition } from "./endpoint-definition.ts"

const NONE: readonly unknown[] = []

/** The records of a request to an endpoint that takes many; none where there is no array. */
export function recordsIn(
  { records }: EndpointDefinition,
  json: Readonly<Record<string, unknown>>,
): readonly unknown[] {
  const value = typeof records === "object" ? json[records.in] : undefined
  return Array.isArray(value) ? (value as readonly unknown[]) : NONE
}

/** How many records a request holds. */
export function countRecords({ records }: EndpointDefinition, call: Pick<Call, "records">): number {
  if (records === "none") return 0
  return records === "single" ? 1 : call.records.length
}
