import { wasLiedAbout } from "./account.ts"
import type { ActionAccount, FaultOf } from "./account.ts"
import { peopleIn } from "./deserved-rejects.ts"
import { isAllWell } from "./exchange.ts"
import type { Exchange } from "./exchange.ts"

/** What is said of an action is what became of it: accepted is held, rejected and pending are not, and what is settled is let be. */
export function truthIsTold(accounts: readonly ActionAccount[], faultOf: FaultOf): string[] {
  const people = peopleIn(accounts)
  return accounts.flatMap((account) => {
    const { action, appliedTo, exchanges, name, outcome } = account
    const isHeld = appliedTo.length > 0
    if (outcome === undefined)
      return isHeld && !wasLiedAbout(account, faultOf)
        ? [`${name} is held though pending`, ...settledIsLetBe(account)]
        : []
    if (outcome.kind === "accepted" && !isHeld) return [`${name} is lost`]
    // It was applied, its user then became another, and it was refused when it was sent again: the later answer is as true.
    const isRefusedLater =
      !action.isRename &&
      people.get(action.identifiers[0] ?? "")?.isRenamed === true &&
      appliedTo.every(({ requestNumber }) => requestNumber !== exchanges.at(-1)?.requestNumber)
    const isExcused = isRefusedLater || wasLiedAbout(account, faultOf)
    if (outcome.kind === "rejected" && isHeld && !isExcused)
      return [`${name} is held though rejected: ${outcome.rejection.code} ${outcome.rejection.message}`]
    return settledIsLetBe(account)
  })
}

/** What was answered for good is not asked for again. */
function settledIsLetBe({ action, exchanges, name }: ActionAccount): string[] {
  const isSettled = (exchange: Exchange): boolean =>
    isAllWell(exchange) || (!action.isIdempotent && exchange.meaning === "maybe")
  const at = exchanges.findIndex(isSettled)
  return at >= 0 && at < exchanges.length - 1
    ? [`${name} was sent again after it was settled (${exchanges[at]?.meaning})`]
    : []
}

/** Nothing without an id is applied twice, and nothing with one is held twice. */
export function nothingTwice(
  accounts: readonly ActionAccount[],
  held: Readonly<
    Record<"events" | "purchases", readonly { readonly dataFields: Readonly<Record<string, unknown>> }[]>
  >,
): string[] {
  const wrong: string[] = []
  for (const [what, all] of Object.entries(held)) {
    const seen = new Set<unknown>()
    for (const { dataFields } of all) {
      const { seq } = dataFields
      if (seen.has(seq)) wrong.push(`one of the ${what}, of record ${String(seq)}, is held twice`)
      seen.add(seq)
    }
  }
  for (const { action, appliedTo, name } of accounts)
    if (!action.isIdempotent && appliedTo.length > 1)
      wrong.push(`${name} was applied ${appliedTo.length} times`)
  return wrong
}
