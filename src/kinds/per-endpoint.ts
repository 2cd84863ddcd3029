import type { Endpoint } from "../endpoints/endpoint.ts"
import type { EndpointName } from "./all-kinds.ts"
import type { Kinds } from "./kinds.ts"

/** A value for each endpoint, by its short name. */
export type PerEndpoint<Value> = Readonly<Record<EndpointName, Value>>

/** Makes a value for each endpoint. */
export function perEndpoint<Value>(
  { endpoints }: Pick<Kinds, "endpoints">,
  valueOf: (endpoint: Endpoint<EndpointName>) => Value,
): Record<EndpointName, Value> {
  // An endpoint of somebody else's is not among the names that the type knows.
  const known = endpoints as readonly Endpoint<EndpointName>[]
  const entries = known.map((endpoint) => [endpoint.name, valueOf(endpoint)] as const)
  return Object.fromEntries(entries) as Record<EndpointName, Value>
}

/** Makes another value of each. */
export function mapEndpoints<Value, Other>(
  values: PerEndpoint<Value>,
  valueOf: (value: Value, name: EndpointName) => Other,
): Record<EndpointName, Other> {
  const entries = Object.entries(values) as [EndpointName, Value][]
  return Object.fromEntries(entries.map(([name, value]) => [name, valueOf(value, name)])) as Record<
    EndpointName,
    Other
  >
}
