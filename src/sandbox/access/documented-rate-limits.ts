import { ALL_ENDPOINTS, type Endpoint } from "../endpoints/all-endpoints.ts"
import type { RateLimit } from "./rate-limit.ts"

/**
 * The limits per project that Iterable documents. `commerce/trackPurchase` has none, nor has what changes lists.
 *
 * Source: Iterable's API documentation, section "Rate limit" of each endpoint.
 */
export const DOCUMENTED_RATE_LIMITS: Readonly<Partial<Record<Endpoint, RateLimit>>> = Object.fromEntries(
  ALL_ENDPOINTS.flatMap(({ name, rateLimit }) => (rateLimit === null ? [] : [[name, rateLimit]])),
)
