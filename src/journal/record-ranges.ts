/** Record numbers, both ends included; ascending, never touching each other. */
export type RecordRanges = readonly (readonly [from: number, to: number])[]

/** Whether a record is in one of the ranges. */
export function isWithin(ranges: RecordRanges, recordNumber: number): boolean {
  let [low, high] = [0, ranges.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    const [, to] = ranges[middle] ?? [0, Infinity]
    if (to < recordNumber) low = middle + 1
    else high = middle
  }
  return (ranges[low]?.[0] ?? Infinity) <= recordNumber
}
