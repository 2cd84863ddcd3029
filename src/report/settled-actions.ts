import { NO_DIGEST } from "../batches/action-digest.ts"
import type { ActionDigest } from "../batches/action-digest.ts"
import { SettledRecords } from "../journal/settled-records.ts"
import type { AcceptedActions, AcceptedDigests } from "../sources/data-source.ts"

/** Which actions of a record are settled, as JSON can hold it. */
export type SettledActionsSnapshot = AcceptedActions

/**
 * Which of a record's actions are settled, by group and ordinal; a bit for each, as a record may have very many. Where it was noted, also what
 * they said.
 */
export class SettledActions {
  readonly #groups = new Map<string, SettledGroup>()

  constructor(before: SettledActionsSnapshot = {}, digests: AcceptedDigests = {}) {
    this.addAll(before, digests)
  }

  get isEmpty(): boolean {
    return this.#groups.size === 0
  }

  add(group: string, ordinal: number, digest: ActionDigest = NO_DIGEST): void {
    let ofGroup = this.#groups.get(group)
    if (ofGroup === undefined) {
      ofGroup = { settled: new SettledRecords(), digests: undefined }
      this.#groups.set(group, ofGroup)
    }
    // Records count from 1.
    ofGroup.settled.add(ordinal + 1)
    if (digest === NO_DIGEST) return
    ofGroup.digests ??= []
    ofGroup.digests[ordinal] = digest
  }

  addAll(snapshot: SettledActionsSnapshot, digests: AcceptedDigests = {}): void {
    for (const [group, ranges] of Object.entries(snapshot)) {
      const ofGroup = digests[group]
      let at = 0
      for (const [from, to] of ranges)
        for (let ordinal = from; ordinal <= to; ordinal += 1) this.add(group, ordinal, ofGroup?.[at++])
    }
  }

  has(group: string, ordinal: number): boolean {
    return this.#groups.get(group)?.settled.has(ordinal + 1) ?? false
  }

  /** Each settled action. */
  *all(): Generator<readonly [group: string, ordinal: number, digest: ActionDigest], void, undefined> {
    for (const [group, { digests, settled }] of this.#groups)
      for (const [from, to] of rangesOf(settled))
        for (let ordinal = from; ordinal <= to; ordinal += 1)
          yield [group, ordinal, digests?.[ordinal] ?? NO_DIGEST]
  }

  /** What restores which are settled. */
  snapshot(): SettledActionsSnapshot {
    return Object.fromEntries([...this.#groups].map(([group, { settled }]) => [group, rangesOf(settled)]))
  }

  /** What restores, beside the snapshot, what they said. */
  digests(): AcceptedDigests {
    return Object.fromEntries(
      [...this.#groups].map(([group, { digests, settled }]) => [
        group,
        rangesOf(settled).flatMap(([from, to]) =>
          Array.from({ length: to - from + 1 }, (_, at) => digests?.[from + at] ?? NO_DIGEST),
        ),
      ]),
    )
  }
}

interface SettledGroup {
  readonly settled: SettledRecords
  /** By the ordinals of the actions; undefined where none was noted. */
  digests: ActionDigest[] | undefined
}

function rangesOf(settled: SettledRecords): (readonly [from: number, to: number])[] {
  const { lowWater } = settled
  const ranges = settled.ranges().map(([from, to]) => [from - 1, to - 1] as const)
  return lowWater === 0 ? ranges : [[0, lowWater - 1] as const, ...ranges]
}
