import type { ActionOfKind } from "../kinds/kind.ts"

/**
 * Tells the actions of one record apart by what they are, not by where they stand: a version of the map function that gives
 * them in another order, or one more of them, still means the same by each.
 */
export class ActionGroups {
  readonly #next = new Map<string, number>()

  /** The group of the record's next action, and how many of that group came before it. */
  next(action: ActionOfKind): { readonly group: string; readonly ordinal: number } {
    const group = actionGroup(action)
    const ordinal = this.#next.get(group) ?? 0
    this.#next.set(group, ordinal + 1)
    return { group, ordinal }
  }
}

/** Most actions have the name of the one before. */
let lastKind = ""
let lastName = ""
let lastGroup = ""

/** The kind of an action; of an event also its name, and of what travels in groups (a list, say) its group key. */
export function actionGroup({ action, kind }: ActionOfKind): string {
  const name = kind.eventNameOf?.(action) ?? kind.groupOf?.(action)
  if (name === undefined) return kind.name
  if (name !== lastName || kind.name !== lastKind) {
    lastKind = kind.name
    lastName = name
    lastGroup = `${kind.name} ${name}`
  }
  return lastGroup
}
