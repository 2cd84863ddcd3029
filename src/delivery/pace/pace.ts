/**
 * How fast requests may go, as a value: the arithmetic of a rate governor, without a clock or timers.
 *
 * Requests are spaced evenly, never in bursts. A 429 cuts the rate; time without one brings it back, up to the limit
 * where there is one. Where there is none, the rate is searched for: it doubles every second until the first 429, and from
 * then on climbs slowly from just under what was too fast. A minute without a 429, and it doubles again: they had another cause, or
 * the limit was raised.
 */
export interface Pace {
  readonly perSecond: number
  /** Never go faster than this; undefined: as fast as the server lets us. */
  readonly limitPerSecond: number | undefined
  /** The next request may go at this time. */
  readonly nextAtMs: number
  /** When the rate was last changed. */
  readonly changedAtMs: number
  /** When a 429 last cut the rate; undefined if none ever did. */
  readonly cutAtMs: number | undefined
  /** The rate that was too fast when the rate was last cut. */
  readonly tooFastPerSecond: number
}

/** Requests per second to start a search from. */
const SEARCH_FROM_PER_SECOND = 50
/** Just under the limit: even spacing that meets the network's jitter would now and then put one too many into a second. */
const SAFE_SHARE = 0.98
const CUT = 0.8
/** How much of its rate a search without a known limit wins in a second: far from what was too fast, and near it. */
const RETURN_PER_SECOND = 0.1
const CLIMB_PER_SECOND = 0.005
const NEAR = 0.95
/** A search that has climbed for so long without a 429 is not near any limit. */
const TOO_FAST_IS_FORGOTTEN_MS = 60_000
/** How much of a known limit is won back in a second. */
const RECOVERY_PER_SECOND = 0.05
/** Answers that were on their way when the rate was cut say nothing of the new rate. */
const SETTLING_MS = 1_000
const SLOWEST_PER_SECOND = 0.2

/** The pace to start with. `limitPerSecond` undefined: search, from a rate that went well before, if there is one. */
export function initialPace(limitPerSecond: number | undefined, nowMs: number, searchFrom?: number): Pace {
  const limit = limitPerSecond === undefined ? undefined : limitPerSecond * SAFE_SHARE
  const perSecond = limit ?? Math.max(searchFrom ?? 0, SEARCH_FROM_PER_SECOND)
  return {
    perSecond,
    limitPerSecond: limit,
    nextAtMs: nowMs,
    changedAtMs: nowMs,
    cutAtMs: undefined,
    tooFastPerSecond: Infinity,
  }
}

/** Books the next request: when it may go, and the pace after it. */
export function book(pace: Pace, nowMs: number): { readonly atMs: number; readonly pace: Pace } {
  // Where nobody has to wait for the pace, it is not what limits, and nothing is learned of a faster one.
  const isBinding = pace.nextAtMs > nowMs || pace.limitPerSecond !== undefined
  const grown = isBinding ? grow(pace, nowMs) : { ...pace, changedAtMs: nowMs }
  const atMs = Math.max(nowMs, grown.nextAtMs)
  return { atMs, pace: { ...grown, nextAtMs: atMs + 1000 / grown.perSecond } }
}

/** The pace after a 429; nothing goes for the time that it asks to wait. */
export function afterThrottled(pace: Pace, nowMs: number, waitMs: number): Pace {
  const nextAtMs = Math.max(pace.nextAtMs, nowMs + waitMs)
  if (pace.cutAtMs !== undefined && nowMs - pace.cutAtMs < SETTLING_MS) return { ...pace, nextAtMs }
  const perSecond = Math.max(Math.min(SLOWEST_PER_SECOND, pace.perSecond), pace.perSecond * CUT)
  return {
    ...pace,
    perSecond,
    nextAtMs,
    changedAtMs: nowMs,
    cutAtMs: nowMs,
    tooFastPerSecond: pace.perSecond,
  }
}

/** The rate grows with time, not with answers, so that slow answers do not keep it down. */
function grow(pace: Pace, nowMs: number): Pace {
  const seconds = (nowMs - pace.changedAtMs) / 1000
  if (seconds <= 0 || (pace.limitPerSecond !== undefined && pace.perSecond >= pace.limitPerSecond))
    return pace
  return { ...pace, perSecond: grownPerSecond(pace, seconds, nowMs), changedAtMs: nowMs }
}

function grownPerSecond(pace: Pace, seconds: number, nowMs: number): number {
  if (pace.limitPerSecond !== undefined) {
    return Math.min(pace.limitPerSecond, pace.perSecond + pace.limitPerSecond * RECOVERY_PER_SECOND * seconds)
  }
  if (pace.cutAtMs === undefined || nowMs - pace.cutAtMs >= TOO_FAST_IS_FORGOTTEN_MS)
    return pace.perSecond * 2 ** Math.min(seconds, 1)
  // Quickly back to just under what was too fast, then slowly on: the limit may have been raised.
  const isNear = pace.perSecond >= pace.tooFastPerSecond * NEAR
  return pace.perSecond * (1 + (isNear ? CLIMB_PER_SECOND : RETURN_PER_SECOND) * Math.min(seconds, 1))
}
