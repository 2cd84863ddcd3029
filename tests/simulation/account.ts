import type { Outcome } from "../../src/actions/outcome.ts"
import { isAllWell } from "./exchange.ts"
import type { Exchange } from "./exchange.ts"
import type { Simulation } from "./simulate.ts"
import { CHANNEL_OF, actionKey, actionsOf } from "./simulated-action.ts"
import type { SimulatedAction } from "./simulated-action.ts"

/** All that happened to one action. */
export interface ActionAccount {
  readonly action: SimulatedAction
  readonly name: string
  /** Undefined where the import says nothing of it: it is pending, or was never read. */
  readonly outcome: Outcome | undefined
  /** The requests that carried it, alone, with others or merged, in the order in which they were sent. */
  readonly exchanges: readonly Exchange[]
  /** The numbers of the users that it was applied to, once for each time. */
  readonly appliedTo: readonly Application[]
}

/** One time that the server applied an action. */
export interface Application {
  /** From 1, in the order of application. */
  readonly number: number
  readonly userNumber: number
  readonly requestNumber: number
}

/** Which fault hit a request, by the server's number of it. */
export type FaultOf = (exchange: Exchange) => string | null

/** Puts together what happened to each action: what was sent, what was applied, what was said. */
export function accountsOf(simulation: Simulation): readonly ActionAccount[] {
  const { exchanges, outcomes, sandbox, scenario } = simulation
  const outcomeOf = new Map(
    outcomes.map(({ kind, outcome, seq }) => [actionKey(CHANNEL_OF[kind], seq), outcome]),
  )
  const exchangesOf = new Map<string, Exchange[]>()
  const byNumber = new Map<number, Exchange>()
  for (const exchange of exchanges) {
    if (exchange.requestNumber !== undefined) byNumber.set(exchange.requestNumber, exchange)
    for (const seq of exchange.carried.flat()) {
      const key = actionKey(exchange.channel, seq)
      const own = exchangesOf.get(key)
      if (own === undefined) exchangesOf.set(key, [exchange])
      else own.push(exchange)
    }
  }
  const applied = new Map<string, Application[]>()
  for (const { number, recordIndex, requestNumber, userNumber } of sandbox.applied()) {
    const exchange = byNumber.get(requestNumber)
    for (const seq of exchange?.carried[recordIndex] ?? []) {
      const key = actionKey(exchange?.channel ?? "users", seq)
      const own = applied.get(key) ?? []
      applied.set(key, own)
      own.push({ number, userNumber, requestNumber })
    }
  }
  return actionsOf(scenario).map((action) => {
    const key = actionKey(action.channel, action.seq)
    return {
      action,
      name: `${action.kind} of record ${action.seq}`,
      outcome: outcomeOf.get(key),
      exchanges: exchangesOf.get(key) ?? [],
      appliedTo: applied.get(key) ?? [],
    }
  })
}

/** Looks up which fault hit a request. */
export function faultsIn({ sandbox }: Simulation): FaultOf {
  const faults = Array.from(sandbox.requests(), ({ fault }) => fault)
  return ({ requestNumber }) => (requestNumber === undefined ? null : (faults[requestNumber - 1] ?? null))
}

/** Whether a request carried one user, event or purchase and nothing else. */
export const isAlone = ({ carried }: Exchange): boolean => carried.length === 1

/** Faults by which the server says of an action alone in its request that it failed, though it was applied or would have been. */
const LIES = new Set(["stranger", "miscount", "unlisted-failures", "status"])

/** Whether the server itself told a lie of an action. */
export function wasLiedAbout({ exchanges }: ActionAccount, faultOf: FaultOf): boolean {
  return exchanges.some(
    (exchange) =>
      isAlone(exchange) &&
      (exchange.meaning === "refused" || exchange.meaning === "told") &&
      !isAllWell(exchange) &&
      LIES.has(faultOf(exchange) ?? ""),
  )
}
