import type { ActionAccount } from "./account.ts"
import { isAlone } from "./account.ts"
import type { Exchange } from "./exchange.ts"
import type { Simulation } from "./simulate.ts"

/** So often is a record refused alone before it is blamed: twice, and once more after another request got through. */
const REFUSALS_OF_A_BLOCKED_RECORD = 3

/** Who is rejected as blocked on the way was refused alone again and again, while requests got through. */
export function blockedAreProven(
  accounts: readonly ActionAccount[],
  { exchanges }: Pick<Simulation, "exchanges">,
): string[] {
  const wrong: string[] = []
  for (const account of accounts) {
    const { name, outcome } = account
    if (outcome?.kind !== "rejected" || outcome.rejection.code !== "blocked-on-the-way") continue
    const refusals = account.exchanges.filter((one) => isAlone(one) && one.meaning === "fatal")
    if (refusals.length < REFUSALS_OF_A_BLOCKED_RECORD)
      wrong.push(`${name} is rejected as blocked, and was refused alone ${refusals.length} times`)
    if (!isProven(refusals, exchanges))
      wrong.push(`${name} is rejected as blocked, and nothing got through while it was refused`)
  }
  const probes = exchanges.filter(({ carried }) => carried.length === 0)
  const refusals = exchanges.filter(({ carried, meaning }) => carried.length > 0 && meaning === "fatal")
  // Beside a search, they go where a record alone has failed again and again, and nothing else could tell whether others get through.
  const failures = exchanges.filter(({ carried, meaning }) => carried.length === 1 && meaning === "maybe")
  const told = probes.filter(gotThrough)
  const reasons = refusals.length + failures.length
  if (told.length > reasons)
    wrong.push(`${told.length} requests without records were answered, for ${reasons} refusals and failures`)
  return wrong
}

const gotThrough = ({ meaning }: Exchange): boolean => meaning === "told" || meaning === "refused"

function isProven(refusals: readonly Exchange[], exchanges: readonly Exchange[]): boolean {
  const first = refusals.at(0)
  const last = refusals.at(-1)
  return exchanges.some(
    (one) =>
      gotThrough(one) &&
      (one.channel === first?.channel || one.carried.length === 0) &&
      one.sentAtMs >= (first?.endedAtMs ?? 0) &&
      one.endedAtMs <= (last?.endedAtMs ?? 0),
  )
}
