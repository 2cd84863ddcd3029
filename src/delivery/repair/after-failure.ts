import type { Outcome, Rejection } from "../../actions/outcome.ts"
import type { PerEndpoint } from "../../kinds/per-endpoint.ts"
import type { Verdict } from "../../answers/verdict.ts"
import type { BatchEntry } from "../../batches/batch.ts"
import { halves } from "../../batches/halves.ts"
import type { Clock } from "../../platform/clock.ts"
import type { Random } from "../../platform/random.ts"
import { backoffMs, soonMs } from "../pace/backoff.ts"
import type { Health } from "../pace/health.ts"
import { leftToSendAgain } from "./left-to-send-again.ts"
import { newLoad } from "./load.ts"
import type { Load } from "./load.ts"
import { goOn } from "./next.ts"
import type { Next } from "./next.ts"
import type { OpenLoads } from "./open-loads.ts"
import { mayProbe, trackOfProbes } from "../track-of-probes.ts"
import type { Track } from "../track.ts"
import { say } from "../../messages/say.ts"

/** So many failures in a row, and the fault may lie in what a request holds, or in its size. */
const FAILURES_OF_A_POISONED_REQUEST = 6
/** After so many failures of one action, with others getting through in between, it is given up: whether it was applied is unknown. */
const FAILURES_OF_A_POISONED_ACTION = 12
/** Limits are per second: a 429 that names no time is not waited out for longer than this. */
const LONGEST_THROTTLE_MS = 8_000
/** So many time-outs in a row, and the request is taken to be too large. */
const TIMEOUTS_OF_A_LARGE_REQUEST = 2

type Failure = Extract<Verdict, { kind: "try-again" }>

/** With what it is decided what follows a failure. */
export interface FailureParts {
  readonly clock: Clock
  readonly health: Health
  readonly random: Random
  readonly track: Track
  readonly tracks?: PerEndpoint<Track>
}

/**
 * What follows a failure that passes: the load waits, and is sent again, in halves once the fault may be its own. The others of its batch
 * wait for as long as all requests fail, and no longer.
 */
export function afterFailure(
  load: Load,
  verdict: Failure,
  others: OpenLoads,
  parts: FailureParts,
  settle: (entry: BatchEntry, outcome: Outcome) => void,
): Next {
  const { clock, health, random } = parts
  let { entries, leftOpen } = load
  if (verdict.applied === "maybe") {
    for (const entry of entries) if (!entry.idempotent) settle(entry, mayBeApplied(verdict.rejection))
    entries = entries.filter((entry) => entry.idempotent)
    leftOpen = leftToSendAgain(verdict.rejection)
  }
  const nowMs = clock.elapsedMs()
  // What is left of a load failed together with others so far, each of which may be to blame.
  const ownFailures = entries.length < load.entries.length ? 1 : load.ownFailures + 1
  if (health.isOutage)
    return { kind: "outage", load: { ...load, entries, leftOpen }, message: health.describe() }
  if (verdict.waitMs !== undefined && verdict.waitMs > health.patienceMs)
    return { kind: "closed", load: { ...load, entries, leftOpen }, waitMs: verdict.waitMs }
  const waitOfAllMs = (): number => verdict.waitMs ?? backoffMs(health.failuresInARow, random)
  // What is not sent again still says how the server is: the next request must not come at once to the same end.
  if (entries.length === 0 && !load.isProbe) return { kind: "go-on", loads: [], waitMs: waitOfAllMs() }
  if (verdict.throttled) {
    const throttles = load.throttles + 1
    if (verdict.waitMs !== undefined) health.waits(verdict.waitMs)
    const { gate } = load.isProbe ? trackOfProbes(parts) : parts.track
    const waitMs = gate.throttled(verdict.waitMs ?? backoffMs(throttles, random, LONGEST_THROTTLE_MS))
    return { kind: "go-on", loads: [{ ...load, entries, throttles, leftOpen }], waitMs }
  }
  const failures = load.failures + 1
  const failingSinceMs = load.failingSinceMs ?? nowMs
  const timeouts = verdict.rejection.code === "timeout" ? load.timeouts + 1 : 0
  const isTooLarge = timeouts >= TIMEOUTS_OF_A_LARGE_REQUEST
  const mayBePoisoned = verdict.applied === "maybe" && failures >= FAILURES_OF_A_POISONED_REQUEST
  if (entries.length > 1 && (isTooLarge || mayBePoisoned)) {
    const past = { failures, timeouts, failingSinceMs, leftOpen, doubted: load.doubted }
    // Even in an outage the halves of the first load that fails so often cost little; those of all others would be many.
    const isInVain = others.all.some(
      ({ failedAtMs }) => failedAtMs !== undefined && !health.goodSince(failedAtMs),
    )
    return goOn(halves(entries), past, isInVain ? waitOfAllMs() : 0)
  }
  const mayBeItsOwn =
    entries.length === 1 && verdict.applied === "maybe" && ownFailures >= FAILURES_OF_A_POISONED_REQUEST
  const haveOthersPassed = load.failedAtMs !== undefined && health.goodSince(load.failedAtMs)
  if (mayBeItsOwn && haveOthersPassed && ownFailures >= FAILURES_OF_A_POISONED_ACTION) {
    for (const entry of entries) settle(entry, givenUp(verdict.rejection, ownFailures))
    return goOn([])
  }
  const haveOthersPassedMeanwhile = load.leftAtMs !== undefined && health.goodSince(load.leftAtMs)
  const waitMs =
    verdict.waitMs ??
    (haveOthersPassedMeanwhile
      ? soonMs(ownFailures, random)
      : backoffMs(others.isEmpty ? failures : ownFailures, random))
  const again = {
    ...load,
    ownFailures,
    entries,
    throttles: 0,
    failures,
    timeouts,
    failingSinceMs,
    leftOpen,
    failedAtMs: nowMs,
    notBeforeMs: nowMs + waitMs,
  }
  // Where nothing else could tell, a request without records shows whether others get through.
  const isInDoubt = mayBeItsOwn && !haveOthersPassed && mayProbe(parts)
  const loads = isInDoubt ? [newLoad([], { isProbe: true }), again] : [again]
  // Where all others have failed too, each has its own time.
  const isAnyUntried = others.all.some((other) => other.ownFailures === 0)
  return { kind: "go-on", loads, waitMs: isAnyUntried ? waitOfAllMs() : 0 }
}

function mayBeApplied(rejection: Rejection): Outcome {
  const message = say`${rejection}; it may have been applied, and without an id sending it again could double it`
  return { kind: "unknown", code: rejection.code, ...message }
}

function givenUp(rejection: Rejection, failures: number): Outcome {
  const message = say`${rejection}; given up after ${failures} failures. It may have been applied; sending it again is harmless`
  return { kind: "unknown", code: rejection.code, ...message }
}
