import type { Endpoint } from "./endpoint.ts"
import type { Fault, FaultRule } from "./fault.ts"
import { type SeededRandom, seededRandom } from "./seeded-random.ts"

/** A fault that hits a request. */
export interface FaultHit {
  readonly fault: Fault
  readonly when: "before" | "after"
  readonly delayMs: number
}

const LIST_ENDPOINTS: readonly Endpoint[] = ["lists/subscribe", "lists/unsubscribe"]

interface RuleState {
  readonly rule: FaultRule
  readonly random: SeededRandom
  requests: number
  hits: number
}

/** Decides which requests are hit by which fault. */
export class FaultPlan {
  readonly #states: readonly RuleState[]

  constructor(rules: readonly FaultRule[], seed: number) {
    this.#states = rules.map((rule, index) => ({
      rule,
      random: seededRandom(seed, `fault ${index}`),
      requests: 0,
      hits: 0,
    }))
  }

  /** Counts a request, and gives the fault of the first rule that hits it. */
  next(endpoint: Endpoint, sinceStartMs: number): FaultHit | null {
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

function isHit(state: RuleState, endpoint: Endpoint, sinceStartMs: number): boolean {
  const { rule } = state
  const endpoints = rule.endpoint ?? (rule.fault.kind === "invalid-list-id" ? LIST_ENDPOINTS : undefined)
  if (endpoints !== undefined && ![endpoints].flat().includes(endpoint)) return false
  state.requests++
  const number = state.requests
  if (rule.requestNumber !== undefined && ![rule.requestNumber].flat().includes(number)) return false
  if (rule.every !== undefined && number % rule.every !== 0) return false
  if (number < (rule.fromRequestNumber ?? 1) || number > (rule.toRequestNumber ?? Infinity)) return false
  if (sinceStartMs < (rule.fromMs ?? -Infinity) || sinceStartMs >= (rule.untilMs ?? Infinity)) return false
  if (state.hits >= (rule.maxTimes ?? Infinity)) return false
  return rule.probability === undefined || state.random() < rule.probability
}
