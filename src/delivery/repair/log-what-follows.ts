import type { Logger } from "../../platform/logger.ts"
import type { AttemptResult } from "../attempt/attempt.ts"
import type { Track } from "../track.ts"

/** What a request came to, and what is done about it. */
export interface WhatFollows {
  readonly verdict: AttemptResult
  /** How many actions it carried. */
  readonly records: number
  /** How many requests were refused so far of those in which its batch was sent. */
  readonly refusals: number
  readonly repeats: number
  /** No further request is made. */
  readonly isStop: boolean
  /** No further request is made to its endpoint. */
  readonly isClosed: boolean
  /** How many of them each of the requests will carry that follow from it. */
  readonly following: readonly number[]
  readonly waitMs: number
}

/** So many refused requests of one batch take some seconds. */
const MANY_REFUSALS = 50

/** Logs what is out of the ordinary about the answer to a request, and what follows from it. */
export function logWhatFollows(what: WhatFollows, track: Track, logger: Logger): void {
  const { verdict, records, refusals, repeats, isStop, isClosed, following, waitMs } = what
  const { kind, requestId } = verdict
  const again = following.reduce((sum, count) => sum + count, 0)
  if (kind === "processed" && again === 0) return
  const about = { channel: track.endpoint.name, records, repeats, requestId }
  if (kind === "processed") {
    logger.debug("An answer does not tell of all records; they are asked for again.", { ...about, again })
  } else if (kind === "refused") {
    const rejected = records - again
    const { code } = verdict.rejection
    if (refusals === MANY_REFUSALS) logger.info(LONG_SEARCH, { channel: track.endpoint.name, code, refusals })
    // A record that is refused alone is in the rejects; there is nothing to correct.
    if (records > 1) logger.debug(REFUSED, { ...about, code, rejected, again, requests: following.length })
  } else if (kind === "too-large") {
    const { code, message: reason } = verdict.rejection
    logger.debug(TOO_LARGE, { ...about, code, reason, again, recordsPerRequest: track.recordsPerRequest })
  } else if (kind === "stop") {
    const why = { ...about, code: verdict.code, reason: verdict.message }
    if (isStop) logger.error("A request failed for good; the import stops.", why)
    else if (waitMs > 0) logger.warn(ONCE_MORE, { ...why, afterMs: Math.round(waitMs) })
    else if (records > 1) logger.debug(SEARCHED, { ...why, requests: following.length })
    else logger.debug(HELD, why)
  } else {
    const { code, message: reason } = verdict.rejection
    const failure = { ...about, code, reason }
    const unknown = records - again
    const after = waitMs > 0 ? { afterMs: Math.round(waitMs) } : {}
    if (isStop) logger.error("A request failed, as all have for too long; the import stops.", failure)
    else if (isClosed) logger.warn(CLOSED, { ...failure, askedMs: verdict.waitMs })
    else if (again === 0) logger.warn(UNKNOWN, { ...failure, unknown })
    else if (verdict.throttled) {
      const { perSecond: requestsPerSecond } = track.gate
      logger.debug(THROTTLED, { ...failure, ...after, askedMs: verdict.waitMs, requestsPerSecond })
    } else if (following.length > 1) {
      logger.warn(IN_PARTS, { ...failure, unknown, again, requests: following.length })
    } else if (unknown > 0) logger.warn(SOME_AGAIN, { ...failure, ...after, unknown, again })
    else logger.warn(ALL_AGAIN, { ...failure, ...after })
  }
}

const REFUSED = "A request was refused for what it holds; the records that are not to blame are sent again."
const LONG_SEARCH =
  "It takes many requests to find the records that Iterable refuses, as it does not say which they are."
const TOO_LARGE = "A request was too large."
const THROTTLED = "Requests come too fast for Iterable; this one will be sent again."
const ONCE_MORE =
  "A request was refused as if nothing could get through, while others were answered well; it is sent once more."
const SEARCHED =
  "A request was refused, perhaps by something on the way to Iterable; it is sent in parts to see whether one record is to blame."
const HELD =
  "A record was refused alone, perhaps by something on the way; whether it is to blame will be seen once another request gets through."
const CLOSED = "Iterable asks to wait for longer than this run does; nothing more is sent to this endpoint."
const ALL_AGAIN = "A request failed and will be sent again."
const SOME_AGAIN =
  "A request failed. What may be sent twice will be sent again; whether the rest was applied is unknown."
const IN_PARTS = "A request failed and will be sent again in parts."
const UNKNOWN = "A request failed and is not sent again: whether it was applied is unknown."
