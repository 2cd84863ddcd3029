import type { Random } from "../../platform/random.ts"

const FIRST_MS = 1_000
const LONGEST_MS = 60_000
const SOON_MS = 250
/** So often a request that failed is sent again soon, before it waits for longer and longer. */
const SOON_TIMES = 3

/**
 * How long to wait before another attempt after `failures` failed ones: full jitter, that is anything up to a ceiling
 * that doubles from one second to `longestMs`, by default one minute.
 */
export function backoffMs(failures: number, random: Random, longestMs: number = LONGEST_MS): number {
  const ceilingMs = Math.min(longestMs, FIRST_MS * 2 ** Math.min(failures - 1, 10))
  return Math.ceil(random() * ceilingMs)
}

/**
 * The same for a request that failed while others got through: anything up to a quarter of a second for the first three times, then up to
 * a ceiling that doubles to one minute. The server works, and the request is a small part of what it is asked.
 */
export function soonMs(failures: number, random: Random): number {
  const ceilingMs = Math.min(LONGEST_MS, SOON_MS * 2 ** Math.min(Math.max(0, failures - SOON_TIMES), 10))
  return Math.ceil(random() * ceilingMs)
}
