import type { Answer } from "../answers/answer.ts"
import type { EndpointDefinition } from "../calls/endpoint-definition.ts"
import type { Fault } from "./fault.ts"

interface BulkBody {
  successCount: number
  failCount: number
  invalidEmails: string[]
  failedUpdates?: { invalidEmails: string[] }
}

/** Bends the counts in the answer of an endpoint that takes many records. */
export function miscountedAnswer({ records }: EndpointDefinition, answer: Answer, fault: Fault): Answer {
  const isBent = fault.kind === "miscount" || fault.kind === "stranger"
  if (!isBent || typeof records === "string" || answer.status !== 200) return answer
  const body = JSON.parse(answer.body) as Partial<BulkBody>
  return isCounted(body) ? { ...answer, body: JSON.stringify(bent(body, fault)) } : answer
}

function isCounted(body: Partial<BulkBody>): body is BulkBody {
  return typeof body.successCount === "number"
}

function bent(body: BulkBody, fault: Extract<Fault, { kind: "miscount" | "stranger" }>): BulkBody {
  const { successCount, failCount, invalidEmails, failedUpdates } = body
  if (fault.kind === "miscount") {
    const { successDelta, failDelta } = fault
    return { ...body, successCount: successCount + successDelta, failCount: failCount + failDelta }
  }
  invalidEmails.push(fault.email)
  failedUpdates?.invalidEmails.push(fault.email)
  return { ...body, successCount: successCount - 1, failCount: failCount + 1 }
}
