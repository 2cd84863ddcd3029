import type { Answer } from "../answers/answer.ts"
import { badJsonBodyAnswer } from "../answers/bad-json-body-answer.ts"
import type { Call } from "../calls/call.ts"
import type { EndpointDefinition } from "../calls/endpoint-definition.ts"
import { isMarkedRecord } from "./is-marked-record.ts"

/**
 * Refuses a bulk request with a certain record, and points at the record after it, or gives `null`.
 *
 * Source: a production client's fixture of events/trackBulk, where the bad record is the first one and the pointer says `events[1]`.
 */
export function misplacedPointerAnswer({ records: place }: EndpointDefinition, call: Call): Answer | null {
  const { fault, records } = call
  if (fault?.kind !== "misplaced-pointer" || typeof place === "string") return null
  const bad = records.findIndex((record) => isMarkedRecord(record, fault))
  if (bad < 0) return null
  const path = `obj.${place.in}[${(bad + 1) % records.length}].${fault.member}`
  return badJsonBodyAnswer(call, [{ path, expected: "number" }])
}
