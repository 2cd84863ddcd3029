import type { Outcome } from "../../actions/outcome.ts"
import type { BatchEntry } from "../../batches/batch.ts"
import type { StopCode } from "../../errors.ts"

/** Entries that are to travel in one request, and what that has met so far. */
export interface Load {
  readonly entries: readonly BatchEntry[]
  /** Whether others of its batch travel apart from them; those that were rejected travel no more. */
  readonly isPart: boolean
  /** How often it was sent before, or a larger one that held it, and met a failure that passes. */
  readonly repeats: number
  /** Answers 429 in a row. */
  readonly throttles: number
  /** Other failures that pass, in a row; a half of a load takes them over, so that it is halved again at its next one. */
  readonly failures: number
  /** Those of this very load. */
  readonly ownFailures: number
  /** Time-outs in a row; a half of a load takes them over. */
  readonly timeouts: number
  /** When the first of the failures came. */
  readonly failingSinceMs: number | undefined
  /** When it left the last time; undefined: never yet. */
  readonly leftAtMs: number | undefined
  /** When the latest failure of this very load came. */
  readonly failedAtMs: number | undefined
  /** It waits until then for its next attempt; undefined: it may go at any time. */
  readonly notBeforeMs: number | undefined
  /** What is to be said of its entries if they are not sent again, since they may have been applied; undefined: they surely were not. */
  readonly leftOpen: Outcome | undefined
  /** How often an answer did not tell of its only entry. */
  readonly untold: number
  /** The answers that end an import which it met; after each of them it is sent once more, to see whether that was an accident. */
  readonly doubted: readonly StopCode[]
  /** Whether one of them came when it held its only entry already; what a larger load met says nothing of that. */
  readonly isDoubtedAlone: boolean
  /** It carries nothing, and is to tell whether requests get through. */
  readonly isProbe: boolean
  /** When a request that held it was first refused by something on the way, if one was: it is part of a search for the one to blame. */
  readonly blockedSinceMs: number | undefined
  /** When its only entry was first refused by something on the way, and once more. */
  readonly refusedAloneAtMs: number | undefined
  /** How often it was sent again since then. */
  readonly timesAsked: number
}

/** A load that has met nothing yet, but for what it takes over from the one it is a part of. */
export function newLoad(
  entries: readonly BatchEntry[],
  {
    failures = 0,
    timeouts = 0,
    failingSinceMs,
    isPart = false,
    leftOpen,
    untold = 0,
    doubted = [],
    isProbe = false,
    blockedSinceMs,
  }: Partial<Load> = {},
): Load {
  return {
    entries,
    isPart,
    repeats: 0,
    throttles: 0,
    failures,
    ownFailures: 0,
    timeouts,
    failingSinceMs,
    leftAtMs: undefined,
    failedAtMs: undefined,
    notBeforeMs: undefined,
    leftOpen,
    untold,
    doubted,
    isDoubtedAlone: false,
    isProbe,
    blockedSinceMs,
    refusedAloneAtMs: undefined,
    timesAsked: 0,
  }
}
