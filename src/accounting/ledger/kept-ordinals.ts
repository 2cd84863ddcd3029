import type { PlacedAction } from "../../mapping/mapped-records.ts"

/**
 * The ordinals by which actions of a record have their derived ids. What was accepted keeps the one by which it was. Everything else has
 * that of its place or, where that is kept, the lowest one that is free: so what no longer is asked for is replaced first, and two never
 * share an id. As long as the record stays as it is, so do its ids, whichever of its actions are accepted meanwhile.
 *
 * @param actions - Those of one record that have ids by their ordinals, in order.
 * @param accepted - By what ordinals some of them were accepted.
 */
export function keptOrdinals(
  actions: readonly PlacedAction[],
  accepted: ReadonlyMap<PlacedAction, { readonly ordinal: number }>,
): ReadonlyMap<PlacedAction, number> {
  const ordinals = new Map<PlacedAction, number>()
  const taken = new Map<string, Set<number>>()
  const take = (place: PlacedAction, ordinal: number): void => {
    ordinals.set(place, ordinal)
    const ofGroup = taken.get(place.group)
    if (ofGroup === undefined) taken.set(place.group, new Set([ordinal]))
    else ofGroup.add(ordinal)
  }
  for (const place of actions) {
    const ordinal = accepted.get(place)?.ordinal
    if (ordinal !== undefined) take(place, ordinal)
  }
  const moved: PlacedAction[] = []
  for (const place of actions) {
    if (ordinals.has(place)) continue
    if (taken.get(place.group)?.has(place.ordinal) === true) moved.push(place)
    else take(place, place.ordinal)
  }
  const lowest = new Map<string, number>()
  for (const place of moved) {
    let ordinal = lowest.get(place.group) ?? 0
    while (taken.get(place.group)?.has(ordinal) === true) ordinal += 1
    take(place, ordinal)
    lowest.set(place.group, ordinal + 1)
  }
  return ordinals
}
