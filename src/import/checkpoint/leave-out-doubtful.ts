import type { Importer } from "../../delivery/importer.ts"
import type { JournalEntry } from "../../journal/journal-entry.ts"
import { isWithin } from "../../journal/record-ranges.ts"
import { underWayIn } from "../../journal/under-way.ts"
import type { MappedAction } from "../../mapping/mapped-records.ts"
import { LEFT_BY_KILL } from "../../state/left-by-kill.ts"
import type { LeaveOut } from "../pipeline/leave-out.ts"

/** Leaves out, beside what is left out anyway, the actions that may have been under way when an earlier run was killed. */
export function leaveOutDoubtful(
  before: JournalEntry | undefined,
  repeats: Importer["repeats"],
  leaveOut: LeaveOut | undefined,
): LeaveOut | undefined {
  const isDoubtful = doubtfulAfter(before, repeats)
  if (isDoubtful === undefined) return leaveOut
  const { code, message, messageParts } = LEFT_BY_KILL
  return {
    verdictOn: (action) =>
      isDoubtful(action) ? { kind: "unknown", code, message, messageParts } : leaveOut?.verdictOn(action),
    holdBack: (arrays, signal) => leaveOut?.holdBack?.(arrays, signal) ?? arrays,
  }
}

/** What to ask of an action that may have been under way when an earlier run was killed; undefined: nothing could be doubled. */
function doubtfulAfter(
  before: JournalEntry | undefined,
  repeats: Importer["repeats"],
): ((action: MappedAction) => boolean) | undefined {
  const ranges = before === undefined ? [] : underWayIn(before)
  if (repeats === undefined || ranges.length === 0) return undefined
  return (action) => isWithin(ranges, action.item.position.recordNumber) && !repeats(action)
}
