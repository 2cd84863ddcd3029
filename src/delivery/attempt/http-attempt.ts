import { readAnswer } from "../../answers/read-answer.ts"
import type { Verdict } from "../../answers/verdict.ts"
import type { Clock } from "../../platform/clock.ts"
import type { HttpClient, HttpReply } from "../../platform/network/http.ts"
import { silentLogger } from "../../platform/logger.ts"
import type { Logger } from "../../platform/logger.ts"
import { secretScrubber } from "../../platform/secret/secret-scrubber.ts"
import type { Scrub } from "../../platform/secret/secret-scrubber.ts"
import { noTelemetry } from "../../platform/telemetry/telemetry.ts"
import type { Telemetry } from "../../platform/telemetry/telemetry.ts"
import type { Attempt, DeliveryRequest } from "./attempt.ts"
import { scrubSecrets, scrubVerdict } from "./scrub-secrets.ts"
import { sendPatiently } from "./send-patiently.ts"

/** Where and how requests are made. */
export interface HttpAttemptOptions {
  readonly http: HttpClient
  readonly clock: Clock
  readonly apiKey: string
  /** Without a slash at its end. */
  readonly baseUrl: string
  readonly timeoutMs: number
  /** Gets a line for each request. @defaultValue nobody */
  readonly logger?: Logger
  /** Is shown each request. @defaultValue nobody */
  readonly telemetry?: Telemetry
}

/** Makes attempts over HTTP. Secrets that the server echoes end here. */
export function httpAttempt(options: HttpAttemptOptions): Attempt {
  const { http, clock, apiKey, baseUrl, timeoutMs, logger = silentLogger, telemetry = noTelemetry } = options
  const scrub = secretScrubber(apiKey)
  const headers = { "api-key": apiKey, "content-type": "application/json" }
  const read = (reply: HttpReply, { endpoint, sent }: DeliveryRequest): Verdict => {
    if (reply.kind === "answer") {
      const ok = reply.status >= 200 && reply.status < 300
      const answer = ok ? reply : { ...reply, body: scrubSecrets(reply.body, scrub) }
      return scrubVerdict(readAnswer(answer, sent, endpoint.readSuccess, clock.now()), scrub)
    }
    const message = scrubSecrets(reply.reason, scrub)
    return {
      kind: "try-again",
      applied: reply.neverSent ? "never" : "maybe",
      throttled: false,
      waitMs: undefined,
      rejection: { stage: "api", code: reply.timedOut ? "timeout" : "no-answer", message },
    }
  }
  return async (request) => {
    const { body, endpoint, group, repeats, sent } = request
    const { method } = endpoint
    const url = baseUrl + endpoint.path(group)
    const facts = { channel: endpoint.name, records: sent.count, bodyBytes: body.length, repeats }
    const span = telemetry.startRequest({ ...facts, method, url })
    const startedMs = clock.elapsedMs()
    const asked = { method, url, headers, body, timeoutMs } as const
    const reply = await span.run(() => sendPatiently(http, asked, clock, request.patienceMs))
    const latencyMs = clock.elapsedMs() - startedMs
    const verdict = read(reply, request)
    const status = reply.kind === "answer" ? reply.status : undefined
    const requestId = requestIdOf(reply, scrub)
    const meaning = meaningOf(verdict, status)
    const rejected = "rejected" in verdict ? verdict.rejected.size : 0
    span.end({ status, requestId, latencyMs, meaning, isFailure: verdict.kind !== "processed", rejected })
    logger.debug(status === undefined ? "A request got no answer." : "A request was answered.", {
      ...facts,
      status,
      latencyMs: Math.round(latencyMs),
      meaning,
      rejected,
      requestId,
    })
    return requestId === undefined ? verdict : { ...verdict, requestId }
  }
}

/** One of few words. */
function meaningOf(verdict: Verdict, status: number | undefined): string {
  if (verdict.kind !== "try-again") return verdict.kind
  if (verdict.throttled) return "throttled"
  return status === undefined ? verdict.rejection.code : verdict.kind
}

/** Undocumented, and the only way to name a request to Iterable's support. Source: answers recorded from 2022 on. */
const REQUEST_ID = "iterable-request-id"
/** It is a UUID today; whatever else comes is not copied without end. */
const LONGEST_REQUEST_ID = 100

function requestIdOf(reply: HttpReply, scrub: Scrub): string | undefined {
  const id = reply.kind === "answer" ? reply.headers[REQUEST_ID] : undefined
  return id === undefined ? undefined : scrubSecrets(id, scrub).slice(0, LONGEST_REQUEST_ID)
}
