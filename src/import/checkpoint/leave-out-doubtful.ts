import type { Importer } from "../../delivery/importer.ts"
import type { JournalEntry } from "../../journal/journal-entry.ts"
import { isWithin } from "../../journal/record-ranges.ts"
import { underWayIn } from "../../journal/under-way.ts"
import type { PlacedAction } from "../../mapping/mapped-records.ts"
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
    verdictOn: (place) =>
      isDoubtful(place) ? { kind: "unknown", code, message, messageParts } : leaveOut?.verdictOn(place),
    holdBack: (arrays, signal) => leaveOut?.holdBack?.(arrays, signal) ?? arrays,
  }
}

/** What to ask of an action that may have been under way when an earlier run was killed; undefined: nothing could be doubled. */
function doubtfulAfter(
  before: JournalEntry | undefined,
  repeats: Importer["repeats"],
): ((place: PlacedAction) => boolean) | undefined {
  const ranges = before === undefined ? [] : underWayIn(before)
  if (repeats === undefined || ranges.length === 0) return undefined
  return (place) => isWithin(ranges, place.item.position.recordNumber) && !repeats(place)
}
