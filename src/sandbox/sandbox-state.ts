import { RateLimiter } from "./access/rate-limiter.ts"
import type { Router } from "./calls/router.ts"
import { FaultPlan } from "./faults/fault-plan.ts"
import type { LoggedRequest } from "./inspection/logged-request.ts"
import type { ResolvedOptions } from "./options/option-defaults.ts"
import { Project } from "./project/project.ts"
import { type SeededRandom, seededRandom } from "./seeded-random.ts"

/** Everything about a sandbox that a reset makes anew, and what it is made from. */
export interface SandboxState {
  readonly router: Router
  /** Replaced as a whole when options are set at run time. */
  options: ResolvedOptions
  readonly project: Project
  readonly limiter: RateLimiter
  readonly requests: LoggedRequest[]
  /** Identifiers of keys, never keys. */
  readonly disabledKeys: Set<string>
  readonly latencyRandom: SeededRandom
  readonly replyRandom: SeededRandom
  readonly startedAtMs: number
  /** Replaced when faults are set at run time. */
  faultPlan: FaultPlan
}

/** Starts from nothing. */
export function freshState(router: Router, options: ResolvedOptions, nowMs: number): SandboxState {
  return {
    router,
    options,
    project: new Project(options, nowMs),
    limiter: new RateLimiter(),
    requests: [],
    disabledKeys: new Set(),
    latencyRandom: seededRandom(options.seed, "latency"),
    replyRandom: seededRandom(options.seed, "reply"),
    startedAtMs: nowMs,
    faultPlan: freshFaultPlan(router, options),
  }
}

/** Starts counting the requests that faults hit. */
export function freshFaultPlan({ endpoints }: Router, { faults, seed }: ResolvedOptions): FaultPlan {
  return new FaultPlan({ faults, endpoints, seed })
}
