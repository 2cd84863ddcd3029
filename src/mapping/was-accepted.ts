import type { AcceptedActions } from "../sources/data-source.ts"
import type { ActionPlace } from "./mapped-records.ts"

/** Whether an action is one of those that were accepted before. */
export function wasAccepted(
  { group, ordinal }: Pick<ActionPlace, "group" | "ordinal">,
  accepted: AcceptedActions | undefined,
): boolean {
  return accepted?.[group]?.some(([from, to]) => from <= ordinal && ordinal <= to) === true
}
