import type { DataFields } from "./data-fields.ts"

/** What events and purchases have in common. */
export interface Activity {
  /** From 1, in the order in which they appeared. */
  readonly number: number
  /** The id that the request gave, or that the answer returned. */
  readonly id: string | null
  readonly userNumber: number
  /** Epoch milliseconds. */
  readonly createdAtMs: number
  /** When the sandbox first took it. */
  readonly storedAtMs: number
  readonly dataFields: DataFields
  readonly campaignId: number | null
  readonly templateId: number | null
  /** How often it was sent: more than once where an id was sent again. */
  readonly timesApplied: number
}

/** A custom event as the sandbox holds it. */
export interface StoredEvent extends Activity {
  readonly eventName: string
}

/** A purchase as the sandbox holds it. */
export interface StoredPurchase extends Activity {
  readonly total: number
  readonly items: readonly DataFields[]
}

/** Holds events or purchases: one that comes with the id of another takes its place, one without id is always new. */
export class ActivityStore<T extends Activity> {
  readonly #activities: T[] = []
  readonly #byId = new Map<string, number>()

  get count(): number {
    return this.#activities.length
  }

  /** The number that the next new one gets. */
  get nextNumber(): number {
    return this.#activities.length + 1
  }

  byId(id: string): T | null {
    return this.byNumber(this.#byId.get(id) ?? 0)
  }

  byNumber(number: number): T | null {
    return this.#activities[number - 1] ?? null
  }

  put(activity: T): void {
    this.#activities[activity.number - 1] = activity
    if (activity.id !== null) this.#byId.set(activity.id, activity.number)
  }

  all(): IterableIterator<T> {
    return this.#activities.values()
  }
}
