import { timeOf } from "../platform/iso-time.ts"
import type { JournalEntry } from "./journal-entry.ts"

/** A server stops working on a request within this time once its client is gone. */
const LONGEST_UNDER_WAY_MS = 300_000

/** Whether requests of an earlier run, which was killed, may still be under way. */
export function wasKilledJustNow(earlier: JournalEntry | undefined, nowMs: number): boolean {
  if (earlier?.state !== "running") return false
  return nowMs - timeOf(earlier.updatedAt) < LONGEST_UNDER_WAY_MS
}
