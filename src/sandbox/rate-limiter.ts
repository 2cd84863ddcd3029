import { type Answer, apiAnswer } from "./answer.ts"
import { type Endpoint, endpointPath } from "./endpoint.ts"
import { DOCUMENTED_RATE_LIMITS, type RateLimit } from "./rate-limit.ts"
import type { ResolvedOptions } from "./resolve-options.ts"
import { type Admission, TokenBucket } from "./token-bucket.ts"

const DOCUMENTED_PARAMS: ReadonlySet<Endpoint> = new Set<Endpoint>(["users/bulkUpdate", "users/update"])

/** Holds one bucket for each endpoint of the project. */
export class RateLimiter {
  readonly #buckets = new Map<Endpoint, TokenBucket>()

  /** Refuses a request that comes too soon, with a 429. */
  check(options: ResolvedOptions, endpoint: Endpoint, nowMs: number): Answer | null {
    const limit = limitOf(options, endpoint)
    if (limit === null) return null
    let bucket = this.#buckets.get(endpoint)
    if (bucket?.limit.perSecond !== limit.perSecond || bucket.limit.burst !== limit.burst) {
      bucket = new TokenBucket(limit, nowMs)
      this.#buckets.set(endpoint, bucket)
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
  options: ResolvedOptions,
  endpoint: Endpoint,
  admission: Admission,
  nowMs: number,
): Answer {
  const { rateLimitParams, retryAfterHeader } = options.behavior
  const hasParams =
    rateLimitParams === "all" || (rateLimitParams === "documented" && DOCUMENTED_PARAMS.has(endpoint))
  const resetSeconds = Math.max(1, Math.ceil(admission.waitMs / 1000))
  const limit = limitOf(options, endpoint) ?? { perSecond: admission.burstTokens }
  const msg = `Exceeded rate limit of ${rateText(limit)} for endpoint: /api/${endpointPath(endpoint)}, project: ${options.projectId} `
  const { burstTokens, remainingTokens } = admission
  const params = hasParams
    ? { rateLimitLimit: burstTokens, rateLimitRemaining: remainingTokens, rateLimitReset: resetSeconds }
    : {}
  const answer = apiAnswer(429, "RateLimitExceeded", msg, params)
  if (retryAfterHeader === "off") return answer
  const date = new Date(Math.ceil((nowMs + admission.waitMs) / 1000) * 1000).toUTCString()
  return { ...answer, headers: { "retry-after": retryAfterHeader === "date" ? date : String(resetSeconds) } }
}

function limitOf({ rateLimits }: ResolvedOptions, endpoint: Endpoint): RateLimit | null {
  if (rateLimits === "off") return null
  const limit = rateLimits[endpoint] ?? DOCUMENTED_RATE_LIMITS[endpoint] ?? "off"
  return limit === "off" ? null : limit
}

function rateText({ perSecond }: RateLimit): string {
  return perSecond < 1 ? `${(perSecond * 60).toFixed(1)} per minute` : `${perSecond.toFixed(1)} per second`
}
