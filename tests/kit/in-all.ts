import { ALL_KINDS } from "../../src/kinds/all-kinds.ts"
import { perEndpoint } from "../../src/kinds/per-endpoint.ts"
import type { PerEndpoint } from "../../src/kinds/per-endpoint.ts"

/** The same value for each endpoint, apart from those that are given. */
export function inAll<Value>(value: Value, given: Partial<PerEndpoint<Value>> = {}): PerEndpoint<Value> {
  return perEndpoint(ALL_KINDS, ({ name }) => given[name] ?? value)
}
