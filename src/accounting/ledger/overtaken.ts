import { identityKeys } from "../../actions/identity.ts"
import type { Outcome } from "../../actions/outcome.ts"
import { identityOf, overwrites } from "../../kinds/kind.ts"
import type { PlacedAction } from "../../mapping/mapped-records.ts"
import { say } from "../../messages/say.ts"

/**
 * Finds out which actions of a record are older than one that was accepted and cannot be run again: run now, they would put older values in
 * place of newer ones.
 *
 * @param actions - All of one record, in order.
 * @returns each with the later action that speaks against it
 */
export function overtakenIn(
  actions: readonly PlacedAction[],
  done: { has(place: PlacedAction): boolean; readonly size: number },
  mayRunAgain: (place: PlacedAction) => boolean,
): ReadonlyMap<PlacedAction, PlacedAction> {
  const overtaken = new Map<PlacedAction, PlacedAction>()
  if (done.size === 0 || done.size === actions.length) return overtaken
  // What stays as it was accepted, by the users that it overwrote.
  const staying = new Map<string, PlacedAction>()
  for (const place of actions.toReversed()) {
    if (!overwrites(place)) continue
    const keys = identityKeys(identityOf(place))
    const by = keys.map((key) => staying.get(key)).find((later) => later !== undefined)
    if (!done.has(place)) {
      if (by !== undefined) overtaken.set(place, by)
    } else if (by !== undefined || !mayRunAgain(place)) for (const key of keys) staying.set(key, place)
  }
  return overtaken
}

/**
 * What was accepted of a user is run again after what comes before it in the record, if that is run now, or was accepted after it: else older
 * values would be left in place of newer ones.
 *
 * @param done - Each with where it stood in its group when it was accepted; of two groups it is not known which came first.
 */
export function runAgainInOrder(
  actions: readonly PlacedAction[],
  done: Map<PlacedAction, { readonly was: number }>,
  overtaken: ReadonlyMap<PlacedAction, PlacedAction>,
  mayRunAgain: (place: PlacedAction) => boolean,
): void {
  const run = new Set<string>()
  const last = new Map<string, number>()
  for (const place of done.size === 0 ? [] : actions) {
    if (!overwrites(place) || overtaken.has(place)) continue
    const { group } = place
    const keys = identityKeys(identityOf(place))
    const was = done.get(place)?.was
    const isLate = (key: string): boolean => run.has(key) || (last.get(`${key} ${group}`) ?? -1) > (was ?? -1)
    if (was !== undefined && !(mayRunAgain(place) && keys.some(isLate))) {
      for (const key of keys) last.set(`${key} ${group}`, was)
      continue
    }
    done.delete(place)
    for (const key of keys) run.add(key)
  }
}

/** What is to be said of an action that `by`, a later one of its record, has overtaken. */
export function overtakenOutcome(by: PlacedAction): Outcome & { readonly kind: "rejected" } {
  const message = say`action ${by.actionIndex + 1} of the same record comes later, is about the same user, and was accepted: running this one now would replace newer values with older ones`
  return { kind: "rejected", rejection: { stage: "validate", code: "overwrites-newer", ...message } }
}
