import type { Kinds } from "../../kinds/kinds.ts"
import { perEndpoint } from "../../kinds/per-endpoint.ts"
import type { PerEndpoint } from "../../kinds/per-endpoint.ts"
import type { AcceptedActions } from "../../sources/data-source.ts"

/** How many of a record's actions were accepted, by their endpoints. */
export function acceptedPerEndpoint(
  accepted: AcceptedActions | undefined,
  kinds: Kinds,
): PerEndpoint<number> {
  const groups = Object.entries(accepted ?? {})
  return perEndpoint(kinds, (endpoint) =>
    groups
      .filter(([group]) => kinds.ofGroup(group)?.endpoint === endpoint)
      .flatMap(([, ranges]) => ranges)
      .reduce((count, [from, to]) => count + to - from + 1, 0),
  )
}
