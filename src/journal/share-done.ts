import type { JournalEntry } from "./journal-entry.ts"

/** What is reckoned may be too much; only what is finished is done. */
const HIGHEST_SHARE = 0.99

/** How far an import is, in the records and in the bytes of its source. */
export interface Reached {
  /** The last record that was read, or where reading goes on: `byteOffset` is where it starts; undefined before the first. */
  readonly at: { readonly recordNumber: number; readonly byteOffset?: number | undefined } | undefined
  /** How many records are settled. */
  readonly settledCount: number
  readonly sizeBytes: number | undefined
}

/** How much of its source an import is done with, from 0 to 1; undefined where the size is not known. */
export function shareDone({ position, reached, settled, source, state }: JournalEntry): number | undefined {
  if (state === "finished") return 1
  const between = settled.ranges.reduce((sum, [from, to]) => sum + to - from + 1, 0)
  const settledCount = settled.lowWater + between
  return shareReached({ at: reached ?? position, settledCount, sizeBytes: source.sizeBytes })
}

/**
 * How much of its source an import that has not reached the end is done with: at most 0.99; undefined where the size is not known.
 *
 * It is reckoned: what is settled is no prefix, and its records are taken to be as long as those that were read.
 */
export function shareReached({ at, settledCount, sizeBytes = 0 }: Reached): number | undefined {
  if (sizeBytes === 0) return undefined
  const { byteOffset = 0, recordNumber } = at ?? { recordNumber: 1 }
  const settledBytes = (byteOffset / Math.max(1, recordNumber - 1)) * settledCount
  return Math.min(HIGHEST_SHARE, settledBytes / sizeBytes)
}
