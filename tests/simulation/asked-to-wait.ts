import type { ActionAccount } from "./account.ts"
import { LONGEST_WAIT_MS, waitAskedMs } from "./exchange.ts"
import type { Simulation } from "./simulate.ts"

/**
 * Where an endpoint asks for a wait that is too long, all is done before the import stops that does not have to wait for it: what is left
 * shares a user with something that was to go there, or with something else that is left for that reason.
 */
export function othersAreFinished(
  accounts: readonly ActionAccount[],
  { exchanges, stop }: Simulation,
): string[] {
  if (stop?.code !== "ASKED_TO_WAIT") return []
  const asking = exchanges.filter((exchange) => (waitAskedMs(exchange) ?? 0) > LONGEST_WAIT_MS)
  const closed = new Set(asking.map(({ channel }) => channel))
  const left = accounts.filter(
    ({ outcome }) => outcome === undefined || (outcome.kind === "unknown" && outcome.mayBeSentAgain === true),
  )
  const waiting = new Set<string>()
  for (let before = -1; before !== waiting.size;) {
    before = waiting.size
    for (const { action } of left)
      if (closed.has(action.channel) || action.identifiers.some((one) => waiting.has(one)))
        for (const identifier of action.identifiers) waiting.add(identifier)
  }
  return left
    .filter(({ action }) => !action.identifiers.some((one) => waiting.has(one)))
    .map(({ name }) => `${name} was left, though nothing asked it to wait`)
}
