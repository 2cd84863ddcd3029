import { type Answer, apiAnswer } from "../answers/answer.ts"
import type { EndpointDefinition } from "../calls/endpoint-definition.ts"
import type { ResolvedOptions } from "../options/option-defaults.ts"
import type { RateLimit } from "./rate-limit.ts"
import { type Admission, TokenBucket } from "./token-bucket.ts"

type LimitOptions = Pick<ResolvedOptions, "rateLimits" | "behavior" | "projectId">

/** Holds one bucket for each endpoint of the project. */
export class RateLimiter {
  readonly #buckets = new Map<string, TokenBucket>()

  /** Refuses a request that comes too soon, with a 429. */
  check(options: LimitOptions, endpoint: EndpointDefinition, nowMs: number): Answer | null {
    const limit = limitOf(options, endpoint)
    if (limit === null) return null
    let bucket = this.#buckets.get(endpoint.name)
    if (bucket?.limit.perSecond !== limit.perSecond || bucket.limit.burst !== limit.burst) {
      bucket = new TokenBucket(limit, nowMs)
      this.#buckets.set(endpoint.name, bucket)
    }
    const admission = bucket.take(nowMs)
    return admission.admitted ? null : rateLimitAnswer(options, endpoint, admission, nowMs)
  }
}

/**
 * Answers 429; tells when to come again where the endpoint is documented to.
 *
 * Source: recorded answer (`params` empty, a space at the end of `msg`); Iterable's API documentation of August 2026 for
 * `rateLimitLimit`, `rateLimitRemaining`, `rateLimitReset`.
 */
export function rateLimitAnswer(
  options: LimitOptions,
  endpoint: EndpointDefinition,
  admission: Admission,
  nowMs: number,
): Answer {
  const { rateLimitParams, retryAfterHeader } = options.behavior
  const hasParams =
    rateLimitParams === "all" || (rateLimitParams === "documented" && endpoint.tellsRateLimit === true)
  const resetSeconds = Math.max(1, Math.ceil(admission.waitMs / 1000))
  const limit = limitOf(options, endpoint) ?? { perSecond: admission.burstTokens }
  const msg = `Exceeded rate limit of ${rateText(limit)} for endpoint: /api/${endpoint.path}, project: ${options.projectId} `
  const { burstTokens, remainingTokens } = admission
  const params = hasParams
    ? { rateLimitLimit: burstTokens, rateLimitRemaining: remainingTokens, rateLimitReset: resetSeconds }
    : {}
  const answer = apiAnswer(429, "RateLimitExceeded", msg, params)
  if (retryAfterHeader === "off") return answer
  const date = new Date(Math.ceil((nowMs + admission.waitMs) / 1000) * 1000).toUTCString()
  return { ...answer, headers: { "retry-after": retryAfterHeader === "date" ? date : String(resetSeconds) } }
}

function limitOf({ rateLimits }: LimitOptions, { name, rateLimit }: EndpointDefinition): RateLimit | null {
  if (rateLimits === "off") return null
  const given: Readonly<Partial<Record<string, RateLimit | "off">>> = rateLimits
  const limit = given[name] ?? rateLimit
  return limit === "off" ? null : limit
}

function rateText({ perSecond }: RateLimit): string {
  return perSecond < 1 ? `${(perSecond * 60).toFixed(1)} per minute` : `${perSecond.toFixed(1)} per second`
}
