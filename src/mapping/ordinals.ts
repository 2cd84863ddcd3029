import type { ImportAction } from "../actions/import-action.ts"

/** Counts the actions of one record that derived ids could not tell apart otherwise: those of a kind, and events of a name. */
export class Ordinals {
  readonly #next = new Map<string, number>()

  /** How many such actions came before this one. */
  next(action: ImportAction): number {
    // Updates have no ids.
    if (action.kind === "update-user-profile") return 0
    const key = action.kind === "track-custom-event" ? `event ${action.event.eventName}` : "purchase"
    const ordinal = this.#next.get(key) ?? 0
    this.#next.set(key, ordinal + 1)
    return ordinal
  }
}
