import { SettledRecords } from "../journal/settled-records.ts"
import type { SettledSnapshot } from "../journal/settled-records.ts"

/** Which actions of a record are settled, by their groups, as JSON can hold it; ordinals count from 1 here. */
export type SettledActionsSnapshot = Readonly<Record<string, SettledSnapshot>>

/** Which of a record's actions are settled: a bit for each, by group and ordinal. */
export class SettledActions {
  readonly #groups = new Map<string, SettledRecords>()

  constructor(before: SettledActionsSnapshot = {}) {
    for (const [group, snapshot] of Object.entries(before))
      this.#groups.set(group, new SettledRecords(snapshot))
  }

  get isEmpty(): boolean {
    return this.#groups.size === 0
  }

  add(group: string, ordinal: number): void {
    const settled = this.#groups.get(group) ?? new SettledRecords()
    this.#groups.set(group, settled)
    settled.add(ordinal + 1)
  }

  has(group: string, ordinal: number): boolean {
    return this.#groups.get(group)?.has(ordinal + 1) ?? false
  }

  /** What restores this state. */
  snapshot(): SettledActionsSnapshot {
    return Object.fromEntries([...this.#groups].map(([group, settled]) => [group, settled.snapshot()]))
  }
}
