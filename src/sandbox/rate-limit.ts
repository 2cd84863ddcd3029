import type { Endpoint } from "./endpoint.ts"

/** How many requests an endpoint takes: a bucket of `burst` tokens that refills `perSecond`; a request costs one. */
export interface RateLimit {
  readonly perSecond: number
  /** @defaultValue `perSecond`, at least 1 */
  readonly burst?: number
}

/**
 * The limits per project that Iterable documents. `commerce/trackPurchase` has none, nor has what changes lists.
 *
 * Source: Iterable's API documentation, section "Rate limit" of each endpoint.
 */
export const DOCUMENTED_RATE_LIMITS: Readonly<Partial<Record<Endpoint, RateLimit>>> = {
  "users/bulkUpdate": { perSecond: 5 },
  "users/update": { perSecond: 500 },
  "events/trackBulk": { perSecond: 10 },
  "events/track": { perSecond: 2000 },
  "GET lists": { perSecond: 100 },
  "lists/getUsers": { perSecond: 5 / 60, burst: 5 },
  "lists/{listId}/size": { perSecond: 5 / 60, burst: 5 },
  "users/getByEmail": { perSecond: 100 },
  "users/{email}": { perSecond: 100 },
  "users/byUserId": { perSecond: 100 },
  "users/byUserId/{userId}": { perSecond: 100 },
  "users/getFields": { perSecond: 3 },
  "events/{email}": { perSecond: 100 },
  "events/byUserId/{userId}": { perSecond: 100 },
}
