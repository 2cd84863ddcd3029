import type { JournalEntry } from "./journal-entry.ts"

/** What is reckoned may be too much; only what is finished is done. */
const HIGHEST_SHARE = 0.99

/**
 * How much of its source an import is done with, from 0 to 1; undefined where the size is not known.
 *
 * Before the end it is reckoned: what is settled is no prefix, and its records are taken to be as long as those that were read.
 */
export function shareDone({ position, reached, settled, source, state }: JournalEntry): number | undefined {
  if (state === "finished") return 1
  const { sizeBytes = 0 } = source
  if (sizeBytes === 0) return undefined
  const { byteOffset = 0, recordNumber } = reached ?? position ?? { recordNumber: 1 }
  const between = settled.ranges.reduce((sum, [from, to]) => sum + to - from + 1, 0)
  const settledBytes = (byteOffset / Math.max(1, recordNumber - 1)) * (settled.lowWater + between)
  return Math.min(HIGHEST_SHARE, settledBytes / sizeBytes)
}
