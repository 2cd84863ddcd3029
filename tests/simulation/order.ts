import { wasLiedAbout } from "./account.ts"
import type { ActionAccount, FaultOf } from "./account.ts"
import type { Exchange } from "./exchange.ts"
import { grouped } from "../kit/grouped.ts"
import { actionKey } from "./simulated-action.ts"
import type { SimulatedAction } from "./simulated-action.ts"

/** Of one user only one request of a channel is under way at a time, and its records leave in the order in which they came. */
export function orderIsKept(
  accounts: readonly ActionAccount[],
  exchanges: readonly Exchange[],
  faultOf: FaultOf,
): string[] {
  const wrong: string[] = []
  const actions = new Map(accounts.map(({ action }) => [actionKey(action.channel, action.seq), action]))
  const busyUntilMs = new Map<string, number>()
  // Whoever was told that an update failed sends it again, in the order in which it came.
  const applied = new Set(
    accounts
      .filter((account) => !wasLiedAbout(account, faultOf))
      .flatMap(({ action, appliedTo }) =>
        appliedTo.map(({ requestNumber }) => `${requestNumber} ${actionKey(action.channel, action.seq)}`),
      ),
  )
  const takenRequests = new Set(
    accounts.flatMap(({ appliedTo }) => appliedTo.map(({ requestNumber }) => requestNumber)),
  )
  // Whom the server left out of a request that it took, it made come later itself, also where the answer that said so was lost.
  const leftOut = new Set(
    accounts.flatMap(({ action, appliedTo, exchanges: own }) => {
      const taken = new Set(appliedTo.map(({ requestNumber }) => requestNumber))
      const isLeftOut = own.some(({ meaning, requestNumber = 0 }) => {
        const isTaken = meaning === "told" || (meaning === "maybe" && takenRequests.has(requestNumber))
        return isTaken && !taken.has(requestNumber)
      })
      return isLeftOut ? [actionKey(action.channel, action.seq)] : []
    }),
  )
  const latestLeft = new Map<string, number>()
  const latestApplied = new Map<string, number>()
  const known = new Set<string>()
  const once = new Set<string>()
  for (const { carried, channel, endedAtMs, requestNumber, sentAtMs } of exchanges) {
    const inRequest = new Set<string>()
    for (const seqs of carried) {
      const own = new Set(seqs.flatMap((seq) => actions.get(actionKey(channel, seq))?.identifiers ?? []))
      for (const identifier of own) {
        const lane = `${channel} ${identifier}`
        if (inRequest.has(lane) && channel === "users")
          wrong.push(`record ${seqs.join()} is in one request with another update of ${identifier}`)
        if (!inRequest.has(lane) && (busyUntilMs.get(lane) ?? 0) > sentAtMs)
          wrong.push(`${channel} of ${identifier} were under way twice when record ${seqs.join()} left`)
        inRequest.add(lane)
        busyUntilMs.set(lane, Math.max(endedAtMs, busyUntilMs.get(lane) ?? 0))
        for (const seq of seqs) {
          if (!known.has(`${lane} ${seq}`) && seq < (latestLeft.get(lane) ?? 0))
            wrong.push(`record ${seq} left after record ${latestLeft.get(lane)} of ${lane}`)
          known.add(`${lane} ${seq}`)
          latestLeft.set(lane, Math.max(seq, latestLeft.get(lane) ?? 0))
        }
        const last = Math.max(...seqs)
        const key = actionKey(channel, last)
        if (!applied.has(`${requestNumber} ${key}`)) continue
        // An event that is sent again changes nothing; a user's older update undoes a newer one.
        const isUpdate = channel === "users" || (!once.has(key) && !leftOut.has(key))
        if (isUpdate && last < (latestApplied.get(lane) ?? 0))
          wrong.push(`record ${last} was applied after record ${latestApplied.get(lane)} of ${lane}`)
        latestApplied.set(lane, Math.max(last, latestApplied.get(lane) ?? 0))
      }
    }
    for (const seq of carried.flat()) {
      const key = actionKey(channel, seq)
      if (applied.has(`${requestNumber} ${key}`)) once.add(key)
    }
  }
  return [...wrong, ...endpointsAreInStep(accounts)]
}

/** What could change what another action of its user does on another endpoint leaves in the order of the records, once the earlier one is answered. */
function endpointsAreInStep(accounts: readonly ActionAccount[]): string[] {
  const accountsOf = grouped(
    accounts.flatMap((account) => account.action.identifiers.map((identifier) => ({ account, identifier }))),
    ({ identifier }) => identifier,
  )
  const wrong: string[] = []
  for (const { action, exchanges, name } of accounts) {
    const [first] = exchanges
    if (first === undefined) continue
    for (const identifier of action.identifiers) {
      for (const { account } of accountsOf.get(identifier) ?? []) {
        if (account.action === action) break
        if (account.action.channel === action.channel || !areInStep(account.action, action)) continue
        const lastMs = account.exchanges.at(-1)?.endedAtMs
        const isNeverSent = lastMs === undefined && account.outcome === undefined
        if (isNeverSent || (lastMs ?? 0) > first.sentAtMs)
          wrong.push(`${name} left before the ${account.name} was settled`)
      }
    }
  }
  return wrong
}

/** Whether the later of two actions of one user on two endpoints waits for the earlier one. */
function areInStep(earlier: SimulatedAction, later: SimulatedAction): boolean {
  if (earlier.isRename || later.isRename || earlier.channel === "users") return true
  if (earlier.channel === "events") return false
  const { email, userId } = earlier.record
  const changesBuyer = earlier.profileFields !== undefined || (email !== undefined && userId !== undefined)
  return later.channel === "events" || changesBuyer
}

/** Whether the promise of order binds two actions of a channel. */
export function areOrdered(one: SimulatedAction, other: SimulatedAction): boolean {
  return one.identifiers.some((identifier) => other.identifiers.includes(identifier))
}
