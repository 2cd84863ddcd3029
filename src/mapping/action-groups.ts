import type { ImportAction } from "../actions/import-action.ts"

/**
 * Tells the actions of one record apart by what they are, not by where they stand: a version of the map function that gives
 * them in another order, or one more of them, still means the same by each.
 */
export class ActionGroups {
  readonly #next = new Map<string, number>()

  /** The group of the record's next action, and how many of that group came before it. */
  place(action: ImportAction): { readonly group: string; readonly ordinal: number } {
    const group = actionGroup(action)
    const ordinal = this.#next.get(group) ?? 0
    this.#next.set(group, ordinal + 1)
    return { group, ordinal }
  }
}

/** Most events have the name of the event before. */
let lastName = ""
let lastGroup = ""

/** The kind of an action, and of an event its name. */
export function actionGroup(action: ImportAction): string {
  if (action.kind !== "track-custom-event") return action.kind
  const { eventName } = action.event
  if (eventName !== lastName) {
    lastName = eventName
    lastGroup = `${action.kind} ${eventName}`
  }
  return lastGroup
}
