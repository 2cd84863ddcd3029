import { type Answer, apiAnswer, htmlAnswer, textAnswer } from "../answers/answer.ts"
import type { EndpointDefinition } from "../calls/endpoint-definition.ts"
import type { Fault } from "./fault.ts"
import { rateLimitAnswer } from "../access/rate-limiter.ts"
import type { ResolvedOptions } from "../options/option-defaults.ts"

/** The answer that stands in for the real one, where a fault has one; `null` for faults that bend the real answer. */
export function faultAnswer(
  fault: Fault,
  options: ResolvedOptions,
  endpoint: EndpointDefinition,
  nowMs: number,
): Answer | null {
  if (fault.kind === "status") {
    return statusAnswer(fault.status, fault.code, fault.body ?? (fault.status === 500 ? "json" : "html"))
  }
  if (fault.kind === "rate-limited") {
    const waitMs = (fault.resetSeconds ?? 1) * 1000
    return rateLimitAnswer(
      options,
      endpoint,
      { admitted: false, burstTokens: 5, remainingTokens: 0, waitMs },
      nowMs,
    )
  }
  if (fault.kind === "html-200") return htmlAnswer(200, "Welcome")
  return fault.kind === "reset" || fault.kind === "silent" ? textAnswer(0, "") : null
}

function statusAnswer(
  status: number,
  code: string | undefined,
  body: "json" | "html" | "text" | "empty",
): Answer {
  switch (body) {
    case "json":
      return apiAnswer(status, code ?? "GenericError", "An unexpected error occurred")
    case "html":
      return htmlAnswer(status, TITLES[status] ?? String(status))
    case "text":
      return textAnswer(status, TITLES[status] ?? String(status))
    case "empty":
      return textAnswer(status, "")
  }
}

const TITLES: Readonly<Record<number, string>> = {
  408: "408 Request Time-out",
  429: "Too Many Requests",
  502: "502 Bad Gateway",
  503: "503 Service Temporarily Unavailable",
  504: "504 Gateway Time-out",
}
