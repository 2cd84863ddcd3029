import { isWithin } from "../../journal/record-ranges.ts"
import type { Position } from "../../sources/data-source.ts"
import type { RejectsBefore } from "./rejects-before.ts"

/** What a journal knows of the records that a killed run may have listed since; where it knows nothing, any may be. */
export type ReadBefore = Pick<RejectsBefore, "position" | "reached" | "settled">

/**
 * Whether a killed run may have listed these records after its journal was written: they were not settled, and stand in the source as they
 * are numbered. That is not so where the number alone was changed in a copy.
 */
export function mayBeListedLater(
  positions: readonly Position[],
  { position, reached, settled }: ReadBefore,
): boolean {
  const isOpen = ({ recordNumber }: Position): boolean =>
    settled === undefined || (recordNumber > settled.lowWater && !isWithin(settled.ranges, recordNumber))
  // `reached` is a moment behind what was read.
  return positions.every(isOpen) && areInOrder([position, reached, ...positions].flatMap((one) => one ?? []))
}

/** Whether records stand in the source as they are numbered, as far as it is known where. */
export function areInOrder(positions: readonly Position[]): boolean {
  const sorted = positions.toSorted((one, other) => one.recordNumber - other.recordNumber)
  return sorted.every((one, index) => {
    const next = sorted[index + 1]
    if (next === undefined) return true
    const isSame = one.recordNumber === next.recordNumber
    return (["byteOffset", "lineNumber"] as const).every((where) => {
      const [from, to] = [one[where], next[where]]
      return from === undefined || to === undefined || (isSame ? from === to : from < to)
    })
  })
}
