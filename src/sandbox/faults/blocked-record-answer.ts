import { type Answer, htmlAnswer } from "../answers/answer.ts"
import type { EndpointDefinition } from "../calls/endpoint-definition.ts"
import { parseJson } from "../calls/read-text.ts"
import { recordsIn } from "../calls/records-in.ts"
import type { SandboxRequest } from "../calls/sandbox-request.ts"
import { isObject } from "../project/data-fields.ts"
import type { Fault } from "./fault.ts"
import { isMarkedRecord } from "./is-marked-record.ts"

/**
 * Refuses a request with a record that somebody has something against, as a firewall between the client and Iterable does, or
 * fails at it as a gateway does whose server breaks there; otherwise gives `null`. It knows no keys, limits or codes.
 */
export function blockedRecordAnswer(
  fault: Extract<Fault, { kind: "blocked-record" }>,
  endpoint: EndpointDefinition,
  { body }: SandboxRequest,
): Answer | null {
  const json = parseJson(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString())
  if (!isObject(json)) return null
  const records = endpoint.records === "single" ? [json] : recordsIn(endpoint, json)
  const { status = 403 } = fault
  return records.some((record) => isMarkedRecord(record, fault))
    ? htmlAnswer(status, status === 403 ? "403 Forbidden" : `${status}`)
    : null
}
