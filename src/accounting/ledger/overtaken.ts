import { identityKeys } from "../../actions/identity.ts"
import type { Outcome } from "../../actions/outcome.ts"
import { identityOf, overwrites } from "../../kinds/kind.ts"
import type { MappedAction } from "../../mapping/mapped-records.ts"
import { say } from "../../messages/say.ts"

/**
 * Finds out which actions of a record are older than one that was accepted and cannot be run again: run now, they would put older values in
 * place of newer ones.
 *
 * @param actions - All of one record, in order.
 * @returns each with the later action that speaks against it
 */
export function overtakenIn(
  actions: readonly MappedAction[],
  done: { has(action: MappedAction): boolean; readonly size: number },
  mayRunAgain: (action: MappedAction) => boolean,
): ReadonlyMap<MappedAction, MappedAction> {
  const overtaken = new Map<MappedAction, MappedAction>()
  if (done.size === 0 || done.size === actions.length) return overtaken
  // What stays as it was accepted, by the users that it overwrote.
  const staying = new Map<string, MappedAction>()
  for (const action of actions.toReversed()) {
    if (!overwrites(action)) continue
    const keys = identityKeys(identityOf(action))
    const by = keys.map((key) => staying.get(key)).find((later) => later !== undefined)
    if (!done.has(action)) {
      if (by !== undefined) overtaken.set(action, by)
    } else if (by !== undefined || !mayRunAgain(action)) for (const key of keys) staying.set(key, action)
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
  actions: readonly MappedAction[],
  done: Map<MappedAction, { readonly was: number }>,
  overtaken: ReadonlyMap<MappedAction, MappedAction>,
  mayRunAgain: (action: MappedAction) => boolean,
): void {
  const run = new Set<string>()
  const last = new Map<string, number>()
  for (const action of done.size === 0 ? [] : actions) {
    if (!overwrites(action) || overtaken.has(action)) continue
    const { group } = action
    const keys = identityKeys(identityOf(action))
    const was = done.get(action)?.was
    const isLate = (key: string): boolean => run.has(key) || (last.get(`${key} ${group}`) ?? -1) > (was ?? -1)
    if (was !== undefined && !(mayRunAgain(action) && keys.some(isLate))) {
      for (const key of keys) last.set(`${key} ${group}`, was)
      continue
    }
    done.delete(action)
    for (const key of keys) run.add(key)
  }
}

/** What is to be said of an action that `by`, a later one of its record, has overtaken. */
export function overtakenOutcome(by: MappedAction): Outcome & { readonly kind: "rejected" } {
  const message = say`action ${by.actionIndex + 1} of the same record comes later, is about the same user, and was accepted: running this one now would replace newer values with older ones`
  return { kind: "rejected", rejection: { stage: "validate", code: "overwrites-newer", ...message } }
}
