/** How many requests an endpoint takes: a bucket of `burst` tokens that refills `perSecond`; a request costs one. */
export interface RateLimit {
  readonly perSecond: number
  /** @defaultValue `perSecond`, at least 1 */
  readonly burst?: number
}
