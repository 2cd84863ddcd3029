import type { Outcome } from "../../actions/outcome.ts"
import type { EndpointName } from "../../kinds/all-kinds.ts"
import type { Kind } from "../../kinds/kind.ts"
import type { Kinds } from "../../kinds/kinds.ts"
import { mapEndpoints, perEndpoint } from "../../kinds/per-endpoint.ts"
import type { PerEndpoint } from "../../kinds/per-endpoint.ts"
import type { LedgerCounts } from "./ledger-snapshot.ts"
import type { ActionCounts } from "../summary.ts"

type Counts = PerEndpoint<{ -readonly [K in keyof ActionCounts]: ActionCounts[K] }>

/** Counts actions by endpoint and outcome. */
export class ActionTally {
  readonly #counts: Counts
  readonly #takenBack: Record<EndpointName, number>

  /** What a journal says may know of fewer endpoints, as an earlier release wrote it, or of others, which stay as they are. */
  constructor(kinds: Kinds, before?: Pick<LedgerCounts, "actions" | "takenBack">) {
    const actions: Partial<PerEndpoint<ActionCounts>> = before?.actions ?? {}
    const takenBack: Partial<PerEndpoint<number>> = before?.takenBack ?? {}
    const none = perEndpoint(kinds, () => ({ accepted: 0, rejected: 0, unknown: 0 }))
    this.#counts = mapEndpoints({ ...none, ...actions }, (counts) => ({ ...counts }))
    this.#takenBack = { ...perEndpoint(kinds, () => 0), ...takenBack }
  }

  /** Notes what became of an action. */
  note(kind: Kind, outcome: Outcome["kind"]): void {
    this.#counts[nameOf(kind)][outcome] += 1
  }

  /** Of what was accepted before, what is not accepted now is run again, or gives its place to another action. */
  noteTakenBack(before: Partial<PerEndpoint<number>>, now: Partial<PerEndpoint<number>>): void {
    for (const name of Object.keys(this.#takenBack) as EndpointName[])
      this.#takenBack[name] += (before[name] ?? 0) - (now[name] ?? 0)
  }

  /** What was accepted under the same id is no longer there, and so counts no longer. */
  noteReplaced(kind: Kind): void {
    this.#takenBack[nameOf(kind)] += 1
  }

  /** How many accepted actions were taken back; undefined: none. */
  get takenBack(): PerEndpoint<number> | undefined {
    return Object.values(this.#takenBack).some((count) => count !== 0) ? { ...this.#takenBack } : undefined
  }

  get counts(): PerEndpoint<ActionCounts> {
    return mapEndpoints(this.#counts, (counts) => ({ ...counts }))
  }
}

const nameOf = ({ endpoint }: Kind): EndpointName => endpoint.name as EndpointName
