import type { SandboxReply } from "../calls/sandbox-reply.ts"
import type { SandboxRequest } from "../calls/sandbox-request.ts"
import type { LoggedRequest } from "./logged-request.ts"

/** What the log tells of a request beside what stands in it and in its reply. */
export interface RequestFacts extends Pick<
  LoggedRequest,
  "receivedAtMs" | "endpoint" | "records" | "appliedRecords" | "fault"
> {
  readonly keepBodies: boolean
}

/** Writes the entry of a request in the request log. */
export function logRequest(
  request: SandboxRequest,
  reply: SandboxReply,
  { keepBodies, receivedAtMs, endpoint, records, appliedRecords, fault }: RequestFacts,
): LoggedRequest {
  return {
    number: reply.requestNumber,
    receivedAtMs,
    endpoint,
    method: request.method,
    path: request.path.replaceAll(/([?&]api[_-]?key=)[^&]*/gi, "$1"),
    status: "status" in reply ? reply.status : null,
    endedAtMs: endedAtMs(reply, receivedAtMs),
    records,
    appliedRecords,
    bodyBytes: request.bodyBytes ?? request.body.length,
    fault,
    ...(keepBodies ? { body: textOf(request) } : {}),
  }
}

function textOf({ body }: SandboxRequest): string {
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString()
}

function endedAtMs(reply: SandboxReply, receivedAtMs: number): number | null {
  const firstByteAtMs = receivedAtMs + reply.latencyMs
  switch (reply.kind) {
    case "silent":
      return null
    case "reset":
    case "whole":
      return firstByteAtMs
    case "truncated":
      return reply.ending === "stall" ? null : firstByteAtMs
    case "slow": {
      const chunks = Math.max(1, Math.ceil(reply.body.length / reply.chunkBytes))
      return firstByteAtMs + (chunks - 1) * reply.chunkIntervalMs
    }
  }
}
