import type { Endpoint } from "../endpoints/endpoint.ts"
import { ALL_KINDS } from "../kinds/all-kinds.ts"
import type { EndpointName } from "../kinds/all-kinds.ts"
import type { PerEndpoint } from "../kinds/per-endpoint.ts"
import type { DeliveryOptions } from "./options/delivery-options.ts"

/**
 * The requests per second that an import keeps to, by endpoint: the limits that it was told, else its share of the documented ones. Without one
 * where there is none, or nothing is sent.
 */
export function limitsPerSecond({
  dryRun = false,
  rateLimits = {},
  rateShare = 1,
}: Pick<DeliveryOptions, "dryRun" | "rateLimits" | "rateShare">): Partial<PerEndpoint<number>> {
  if (dryRun || rateLimits === "off") return {}
  const endpoints: readonly Endpoint<EndpointName>[] = ALL_KINDS.endpoints
  const limits = endpoints.map(({ name, requestsPerSecond: documented }) => {
    const limit = rateLimits[name] ?? (documented === undefined ? undefined : documented * rateShare)
    return limit === undefined ? {} : { [name]: limit }
  })
  return Object.assign({}, ...limits) as Partial<PerEndpoint<number>>
}
