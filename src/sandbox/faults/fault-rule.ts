import type { Endpoint } from "../endpoints/all-endpoints.ts"
import type { Fault } from "./fault.ts"

/**
 * Says which requests a fault hits: those that match every condition that is given. "n-th" counts the requests to the
 * endpoints of the rule, from 1. Of several rules that hit a request, the first one counts.
 */
export interface FaultRule {
  readonly fault: Fault
  /** @defaultValue all endpoints */
  readonly endpoint?: Endpoint | readonly Endpoint[]
  /** The n-th request, or these. */
  readonly requestNumber?: number | readonly number[]
  /** Every n-th request. */
  readonly every?: number
  /** From the n-th request on. */
  readonly fromRequestNumber?: number
  /** Until the n-th request, with it. */
  readonly toRequestNumber?: number
  /** From this long after the sandbox was made or reset. */
  readonly fromMs?: number
  /** Until this long after the sandbox was made or reset, without it. */
  readonly untilMs?: number
  /** The chance for each request that meets the other conditions, 0 to 1, drawn with the sandbox's seed. */
  readonly probability?: number
  /** How often the rule hits at most. */
  readonly maxTimes?: number
  /**
   * For `status`, `reset`, `silent` and `html-200`: whether the request has no effect (`before`) or full effect
   * (`after`). `after` leaves a request that is refused anyway with its refusal. Other faults have one way only.
   *
   * @defaultValue "before"
   */
  readonly when?: "before" | "after"
  /** Added to the latency of whatever the client gets. */
  readonly delayMs?: number
}
