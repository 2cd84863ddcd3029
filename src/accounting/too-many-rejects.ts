import type { RejectionStage } from "../actions/outcome.ts"
import { countText } from "./count-text.ts"
import type { RecordCounts, RejectReason } from "./summary.ts"

/** What is probably wrong where most records fail at the same stage. What Iterable refuses can have any cause. */
const CAUSES: Readonly<Partial<Record<RejectionStage, string>>> = {
  parse: "The file, or the way it is read, is probably wrong; see",
  map: "The mapping is probably wrong; see",
  validate: "The mapping is probably wrong; see",
}

/** Why an import stopped before its end as too many records were rejected, and what to do about it. */
export function tooManyRejects(
  { read, rejected }: Pick<RecordCounts, "read" | "rejected">,
  reasons: readonly Pick<RejectReason, "count" | "stage">[],
): string {
  const counts = new Map<RejectionStage, number>()
  for (const { count, stage } of reasons) counts.set(stage, (counts.get(stage) ?? 0) + count)
  const [mostFrequent] = [...counts].toSorted(([, one], [, other]) => other - one)
  const cause = mostFrequent && CAUSES[mostFrequent[0]]
  return `Too many records are rejected: ${countText(rejected)} of the ${countText(read)} read so far. ${cause ?? "See"} the rejects, or raise maxRejects.`
}
