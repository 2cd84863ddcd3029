import { SettledRecords } from "../journal/settled-records.ts"
import type { AcceptedActions } from "../sources/data-source.ts"

/** Which actions of a record are settled, as JSON can hold it. */
export type SettledActionsSnapshot = AcceptedActions

/** Which of a record's actions are settled, by group and ordinal; a bit for each, as a record may have very many. */
export class SettledActions {
  readonly #groups = new Map<string, SettledRecords>()

  constructor(before: SettledActionsSnapshot = {}) {
    this.addAll(before)
  }

  get isEmpty(): boolean {
    return this.#groups.size === 0
  }

  add(group: string, ordinal: number): void {
    const settled = this.#groups.get(group) ?? new SettledRecords()
    this.#groups.set(group, settled)
    // Records count from 1.
    settled.add(ordinal + 1)
  }

  addAll(snapshot: SettledActionsSnapshot): void {
    for (const [group, ranges] of Object.entries(snapshot))
      for (const [from, to] of ranges)
        for (let ordinal = from; ordinal <= to; ordinal += 1) this.add(group, ordinal)
  }

  has(group: string, ordinal: number): boolean {
    return this.#groups.get(group)?.has(ordinal + 1) ?? false
  }

  /** What restores this state. */
  snapshot(): SettledActionsSnapshot {
    return Object.fromEntries(
      [...this.#groups].map(([group, settled]) => {
        const { lowWater } = settled
        const ranges = settled.ranges().map(([from, to]) => [from - 1, to - 1] as const)
        return [group, lowWater === 0 ? ranges : [[0, lowWater - 1] as const, ...ranges]]
      }),
    )
  }
}
