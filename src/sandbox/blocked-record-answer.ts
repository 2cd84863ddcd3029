import { type Answer, htmlAnswer } from "./answer.ts"
import { isObject } from "./data-fields.ts"
import type { Fault } from "./fault.ts"
import type { SandboxRequest } from "./sandbox-request.ts"

/**
 * Refuses a request with a record that has a certain data field, as a firewall between the client and Iterable does, or fails at it as a
 * gateway does whose server breaks there; otherwise gives `null`. It knows no keys, limits or codes.
 */
export function blockedRecordAnswer(
  { field, status = 403 }: Extract<Fault, { kind: "blocked-record" }>,
  { body }: SandboxRequest,
): Answer | null {
  const json = parsed(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString())
  if (!isObject(json)) return null
  const records = [json["users"] ?? json["events"] ?? json].flat()
  const isBlocked = records.some(
    (record) =>
      isObject(record) && isObject(record["dataFields"]) && Object.hasOwn(record["dataFields"], field),
  )
  return isBlocked ? htmlAnswer(status, status === 403 ? "403 Forbidden" : `${status}`) : null
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
