import type { RateLimit } from "./rate-limit.ts"

/** What a bucket says to one request. */
export interface Admission {
  readonly admitted: boolean
  readonly burstTokens: number
  readonly remainingTokens: number
  /** How long until one token is there; 0 where the request was admitted. */
  readonly waitMs: number
}

/** Counts the requests of one endpoint against its limit. */
export class TokenBucket {
  readonly limit: RateLimit
  readonly #burstTokens: number
  #tokens: number
  #filledAtMs: number

  constructor(limit: RateLimit, nowMs: number) {
    this.limit = limit
    this.#burstTokens = limit.burst ?? Math.max(1, limit.perSecond)
    this.#tokens = this.#burstTokens
    this.#filledAtMs = nowMs
  }

  /** Takes a token if there is one. A refused request costs nothing. */
  take(nowMs: number): Admission {
    const gained = (Math.max(0, nowMs - this.#filledAtMs) * this.limit.perSecond) / 1000
    this.#tokens = Math.min(this.#burstTokens, this.#tokens + gained)
    this.#filledAtMs = Math.max(nowMs, this.#filledAtMs)
    const admitted = this.#tokens >= 1 - 1e-9
    if (admitted) this.#tokens = Math.max(0, this.#tokens - 1)
    return {
      admitted,
      burstTokens: this.#burstTokens,
      remainingTokens: Math.floor(this.#tokens),
      waitMs: admitted ? 0 : ((1 - this.#tokens) * 1000) / this.limit.perSecond,
    }
  }
}
