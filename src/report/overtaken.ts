import { identityKeys, identityOf } from "../actions/identity.ts"
import type { Outcome } from "../actions/outcome.ts"
import { overwrites } from "../actions/touch.ts"
import type { PlacedAction } from "../mapping/mapped-records.ts"

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
    if (!overwrites(place.action)) continue
    const keys = identityKeys(identityOf(place.action))
    const by = keys.map((key) => staying.get(key)).find((later) => later !== undefined)
    if (!done.has(place)) {
      if (by !== undefined) overtaken.set(place, by)
    } else if (by !== undefined || !mayRunAgain(place)) for (const key of keys) staying.set(key, place)
  }
  return overtaken
}

/** What was accepted of a user is run again after what comes before it in the record and is run now: else that would put older values in place of it. */
export function runAgainInOrder(
  actions: readonly PlacedAction[],
  done: { has(place: PlacedAction): boolean; delete(place: PlacedAction): boolean; readonly size: number },
  overtaken: ReadonlyMap<PlacedAction, PlacedAction>,
  mayRunAgain: (place: PlacedAction) => boolean,
): void {
  if (done.size === 0 || done.size === actions.length) return
  const run = new Set<string>()
  for (const place of actions) {
    if (!overwrites(place.action) || overtaken.has(place)) continue
    const keys = identityKeys(identityOf(place.action))
    if (done.has(place) && !(mayRunAgain(place) && keys.some((key) => run.has(key)))) continue
    done.delete(place)
    for (const key of keys) run.add(key)
  }
}

/** What is to be said of an action that `by`, a later one of its record, has overtaken. */
export function overtakenOutcome(by: PlacedAction): Outcome & { readonly kind: "rejected" } {
  const message = `action ${by.actionIndex + 1} of the same record comes later, is about the same user, and was accepted: to run this one now would put older values in place of newer ones`
  return { kind: "rejected", rejection: { stage: "validate", code: "overwrites-newer", message } }
}
