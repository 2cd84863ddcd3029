import { FaultPlan } from "./fault-plan.ts"
import { Project } from "./project.ts"
import { RateLimiter } from "./rate-limiter.ts"
import type { LoggedRequest } from "./logged-request.ts"
import type { ResolvedOptions } from "./resolve-options.ts"
import { type SeededRandom, seededRandom } from "./seeded-random.ts"

/** Everything about a sandbox that a reset throws away. */
export interface SandboxState {
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
export function freshState(options: ResolvedOptions, nowMs: number): SandboxState {
  return {
    project: new Project(options, nowMs),
    limiter: new RateLimiter(),
    requests: [],
    disabledKeys: new Set(),
    latencyRandom: seededRandom(options.seed, "latency"),
    replyRandom: seededRandom(options.seed, "reply"),
    startedAtMs: nowMs,
    faultPlan: new FaultPlan(options.faults, options.seed),
  }
}
