import type { MappedAction } from "../../mapping/mapped-records.ts"

/**
 * The ordinals by which actions of a record have their derived ids. What was accepted keeps the one by which it was. Everything else has
 * that of its place or, where that is kept, the lowest one that is free: so what no longer is asked for is replaced first, and two never
 * share an id. As long as the record stays as it is, so do its ids, whichever of its actions are accepted meanwhile.
 *
 * @param actions - Those of one record that have ids by their ordinals, in order.
 * @param accepted - By what ordinals some of them were accepted.
 */
export function keptOrdinals(
  actions: readonly MappedAction[],
  accepted: ReadonlyMap<MappedAction, { readonly ordinal: number }>,
): ReadonlyMap<MappedAction, number> {
  const ordinals = new Map<MappedAction, number>()
  const taken = new Map<string, Set<number>>()
  const take = (action: MappedAction, ordinal: number): void => {
    ordinals.set(action, ordinal)
    const ofGroup = taken.get(action.group)
    if (ofGroup === undefined) taken.set(action.group, new Set([ordinal]))
    else ofGroup.add(ordinal)
  }
  for (const action of actions) {
    const ordinal = accepted.get(action)?.ordinal
    if (ordinal !== undefined) take(action, ordinal)
  }
  const moved: MappedAction[] = []
  for (const action of actions) {
    if (ordinals.has(action)) continue
    if (taken.get(action.group)?.has(action.ordinal) === true) moved.push(action)
    else take(action, action.ordinal)
  }
  const lowest = new Map<string, number>()
  for (const action of moved) {
    let ordinal = lowest.get(action.group) ?? 0
    while (taken.get(action.group)?.has(ordinal) === true) ordinal += 1
    take(action, ordinal)
    lowest.set(action.group, ordinal + 1)
  }
  return ordinals
}
