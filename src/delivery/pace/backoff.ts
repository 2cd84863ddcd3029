import type { Random } from "../../platform/random.ts"

const FIRST_MS = 1_000
const LONGEST_MS = 60_000

/**
 * How long to wait before another attempt after `failures` failed ones: full jitter, that is anything up to a ceiling
 * that doubles from one second to `longestMs`, by default one minute.
 */
export function backoffMs(failures: number, random: Random, longestMs: number = LONGEST_MS): number {
  const ceilingMs = Math.min(longestMs, FIRST_MS * 2 ** Math.min(failures - 1, 10))
  return Math.ceil(random() * ceilingMs)
}
