import type { Outcome } from "../../src/actions/outcome.ts"
import type { ActionAccount } from "./account.ts"
import { isAlone } from "./account.ts"
import { isAllWell, isThrottled } from "./exchange.ts"
import type { Exchange } from "./exchange.ts"
import type { Simulation } from "./simulate.ts"
import type { SimulatedAction } from "./simulated-action.ts"

/** So many failures in a row, and an action is given up while others succeed. */
const FAILURES_UNTIL_GIVEN_UP = 12
/** So many answers to an action alone that do not tell of it, and it is let be. */
export const ANSWERS_UNTIL_UNKNOWN = 3

/** What is unknown is so for something that happened to it, and that leaves nothing else to say. */
export function unknownsAreExplained(
  accounts: readonly ActionAccount[],
  { exchanges, stop }: Pick<Simulation, "exchanges" | "stop">,
): string[] {
  const goodSince = (momentMs: number): boolean =>
    exchanges.some(
      ({ endedAtMs, meaning }) => (meaning === "told" || meaning === "refused") && endedAtMs > momentMs,
    )
  return accounts.flatMap(({ action, exchanges: own, name, outcome }) => {
    if (outcome?.kind === "unknown" && outcome.code === "may-be-changed-already")
      return mayBeInItsOwnWay(action, own)
        ? []
        : [`${name} is unknown (${outcome.code}), and is not in its own way`]
    if (isSentAgainLater(outcome) && stop === undefined)
      return [`${name} is left to a later run, and nothing stopped this one`]
    if (
      outcome?.kind === "unknown" &&
      stop !== undefined &&
      action.isIdempotent &&
      !isSentAgainLater(outcome)
    )
      return isGivenUp(own) ? [] : [`${name} is unknown for good (${outcome.code}), as the import stopped`]
    const last = own.at(-1)
    if (outcome?.kind !== "unknown") return []
    const told = `${name} is unknown (${outcome.code}: ${outcome.message})`
    if (last === undefined) return [`${told}, and was never sent`]
    if (outcome.code === "counts-do-not-add-up") {
      const answers = stop === undefined ? [last] : own
      if (!answers.some((one) => one.meaning === "told" && !isAllWell(one)))
        return [`${told}, and its last answer counts it`]
      const untold = own.filter((one) => isAlone(one) && one.meaning === "told" && !isAllWell(one))
      const mayAskAgain = action.isIdempotent && stop === undefined && untold.length < ANSWERS_UNTIL_UNKNOWN
      return mayAskAgain ? [`${told}, and was not asked for again`] : []
    }
    const lastGoodAt = own.findLastIndex(({ meaning }) => meaning === "told" || meaning === "refused")
    const failures = own.slice(lastGoodAt + 1)
    // Where the import ended, it had no chance to be asked for again, not even once refused with others.
    const mayBeApplied = (stop === undefined ? failures : own).filter(({ meaning }) => meaning === "maybe")
    if (mayBeApplied.length === 0) return [`${told}, though no request of it may have been applied`]
    if (!mayBeApplied.some((one) => codesOf(one).has(outcome.code))) return [`${told}, for another failure`]
    if (!action.isIdempotent || stop !== undefined) return []
    const counted = failures.filter(({ reply }) => reply.kind === "no-answer" || reply.status !== 429)
    if (counted.length < FAILURES_UNTIL_GIVEN_UP) return [`${told}, after ${counted.length} failures`]
    return goodSince(failures[0]?.endedAtMs ?? 0) ? [] : [`${told}, though nothing else succeeded`]
  })
}

/** Whether a change of identity may have been applied by one request, and was refused in a later one. */
function mayBeInItsOwnWay({ isRename }: SimulatedAction, own: readonly Exchange[]): boolean {
  const last = own.at(-1)
  const isRefused =
    last !== undefined && (last.meaning === "refused" || (last.meaning === "told" && !isAllWell(last)))
  const isLeftOpen = own
    .slice(0, -1)
    .some((one) => one.meaning === "maybe" || (one.meaning === "told" && !isAllWell(one)))
  return isRename && isRefused && isLeftOpen
}

const isSentAgainLater = (outcome: Outcome | undefined): boolean =>
  outcome?.kind === "unknown" && outcome.mayBeSentAgain === true

/** Whether it is unknown for what happened to it, whatever ended the import. */
function isGivenUp(own: readonly Exchange[]): boolean {
  const alone = own.filter(isAlone)
  const untold = alone.filter((one) => one.meaning === "told" && !isAllWell(one)).length
  const failed = alone.filter(
    (one) => one.meaning === "maybe" || (one.meaning === "never" && !isThrottled(one)),
  ).length
  return untold >= ANSWERS_UNTIL_UNKNOWN || failed >= FAILURES_UNTIL_GIVEN_UP
}

/** What a failure may be called. */
function codesOf({ reply }: Exchange): ReadonlySet<string> {
  if (reply.kind === "no-answer") return new Set([reply.timedOut ? "timeout" : "no-answer"])
  if (reply.status >= 200 && reply.status < 300) return new Set(["answer-not-understood"])
  const code = /"code":"(\w+)"/.exec(reply.body)?.[1]
  return new Set([code ?? `http-${reply.status}`])
}
