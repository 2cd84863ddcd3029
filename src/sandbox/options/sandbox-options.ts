import type { ApiKey } from "../access/api-key.ts"
import type { RateLimit } from "../access/rate-limit.ts"
import type { Endpoint } from "../endpoints/all-endpoints.ts"
import type { FaultRule } from "../faults/fault-rule.ts"
import type { LatencyModel } from "../faults/latency-model.ts"
import type { ProjectOptions } from "./project-options.ts"

/** What the project that the sandbox plays is like, how its API behaves, and what goes wrong with it. */
export interface SandboxOptions extends ProjectOptions {
  /** The keys that are valid. @defaultValue every key that is not empty, as a server-side key */
  readonly apiKeys?: readonly (string | ApiKey)[]
  /** Replaces limits of single endpoints, or turns all off. @defaultValue the documented limits */
  readonly rateLimits?: "off" | Readonly<Partial<Record<Endpoint, RateLimit | "off">>>
  /** How long answers take. @defaultValue 0 ms */
  readonly latency?: LatencyModel
  /** How long the answers of single endpoints take instead. */
  readonly endpointLatency?: Readonly<Partial<Record<Endpoint, LatencyModel>>>
  /** What goes wrong, and when. @defaultValue nothing */
  readonly faults?: readonly FaultRule[]
  /** Whether the request log keeps the bodies. @defaultValue false */
  readonly keepBodies?: boolean
}
