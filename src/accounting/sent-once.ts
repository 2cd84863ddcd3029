import { ALL_KINDS } from "../kinds/all-kinds.ts"
import type { PerEndpoint } from "../kinds/per-endpoint.ts"
import type { ActionCounts } from "./summary.ts"

/** The short names of the endpoints whose actions may be sent again, whatever became of them. */
const REPEATABLE: ReadonlySet<string> = new Set(
  ALL_KINDS.endpoints.filter(({ form }) => form.isRepeatable).map(({ name }) => name),
)

/** How many actions were accepted, or may have been, that must not be sent twice without an id. */
export function sentOnceIn(actions: PerEndpoint<ActionCounts>): number {
  return Object.entries(actions)
    .filter(([name]) => !REPEATABLE.has(name))
    .reduce((sum, [, { accepted, unknown }]) => sum + accepted + unknown, 0)
}
