import type { EndpointDefinition } from "../calls/endpoint-definition.ts"
import type { Fault } from "./fault.ts"
import type { FaultRule } from "./fault-rule.ts"
import { type SeededRandom, seededRandom } from "../seeded-random.ts"

/** A fault that hits a request. */
export interface FaultHit {
  readonly fault: Fault
  readonly when: "before" | "after"
  readonly delayMs: number
}

interface RuleState {
  readonly rule: FaultRule
  /** The names of the endpoints whose requests it counts; `null` for all. */
  readonly endpoints: ReadonlySet<string> | null
  readonly random: SeededRandom
  requests: number
  hits: number
}

/** What decides which requests are hit: the rules, the endpoints that there are, and where chance starts. */
export interface FaultPlanOptions {
  readonly faults: readonly FaultRule[]
  readonly endpoints: readonly EndpointDefinition[]
  readonly seed: number
}

/** Decides which requests are hit by which fault. */
export class FaultPlan {
  readonly #states: readonly RuleState[]

  constructor({ faults, endpoints, seed }: FaultPlanOptions) {
    this.#states = faults.map((rule, index) => ({
      rule,
      endpoints: endpointsOf(rule, endpoints),
      random: seededRandom(seed, `fault ${index}`),
      requests: 0,
      hits: 0,
    }))
  }

  /** Counts a request, and gives the fault of the first rule that hits it. */
  next(endpoint: string, sinceStartMs: number): FaultHit | null {
    let hit: FaultHit | null = null
    for (const state of this.#states) {
      if (!isHit(state, endpoint, sinceStartMs) || hit !== null) continue
      state.hits++
      const { fault, when, delayMs } = state.rule
      hit = { fault, when: when ?? "before", delayMs: delayMs ?? 0 }
    }
    return hit
  }
}

/** The endpoints of a rule; where it names none, those that declare the fault as one of their own, or else all. */
function endpointsOf(
  { endpoint, fault }: FaultRule,
  endpoints: readonly EndpointDefinition[],
): ReadonlySet<string> | null {
  if (endpoint !== undefined) return new Set([endpoint].flat())
  const owners = endpoints.filter(({ ownFaults = [] }) => ownFaults.includes(fault.kind))
  return owners.length === 0 ? null : new Set(owners.map(({ name }) => name))
}

function isHit(state: RuleState, endpoint: string, sinceStartMs: number): boolean {
  const { rule } = state
  if (state.endpoints !== null && !state.endpoints.has(endpoint)) return false
  state.requests++
  const number = state.requests
  if (rule.requestNumber !== undefined && ![rule.requestNumber].flat().includes(number)) return false
  if (rule.every !== undefined && number % rule.every !== 0) return false
  if (number < (rule.fromRequestNumber ?? 1) || number > (rule.toRequestNumber ?? Infinity)) return false
  if (sinceStartMs < (rule.fromMs ?? -Infinity) || sinceStartMs >= (rule.untilMs ?? Infinity)) return false
  if (state.hits >= (rule.maxTimes ?? Infinity)) return false
  return rule.probability === undefined || state.random() < rule.probability
}
