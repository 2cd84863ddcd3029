import { apart } from "../../batches/apart.ts"
import type { Batch, BatchEntry } from "../../batches/batch.ts"
import type { Load } from "./load.ts"

/**
 * The loads of a batch that are not settled, in the order of its entries, and which of them goes next.
 *
 * A load that failed waits for its time, and the others go meanwhile, but for records of the users that it holds: nothing overtakes.
 * Those that failed least go first, so that a few at which the server always breaks do not hold up the rest; parts of what got no answer
 * in time count its time-outs too, each of which took long.
 */
export class OpenLoads {
  readonly #batch: Batch
  #loads: readonly Load[]
  /** Where the one stood that was taken last. */
  #taken = 0

  constructor(batch: Batch, loads: readonly Load[]) {
    this.#batch = batch
    this.#loads = loads
  }

  get isEmpty(): boolean {
    return this.#loads.length === 0
  }

  get all(): readonly Load[] {
    return this.#loads
  }

  /** The load that goes now; undefined: none may go yet. */
  take(nowMs: number): Load | undefined {
    const [first, ...others] = this.#loads
    if (first !== undefined && !first.isProbe && failuresOf(first) === 0) {
      this.#taken = 0
      this.#loads = others
      return first
    }
    for (const index of this.#candidates(nowMs)) {
      const load = this.#takeFrom(index)
      if (load !== undefined) return load
    }
    return undefined
  }

  /** Puts back what is left of the load that was taken last, where it stood. */
  put(loads: readonly Load[]): void {
    this.#loads = this.#loads.toSpliced(this.#taken, 0, ...loads)
  }

  /** How long until the time of the next one comes, where none may go yet. */
  waitMs(nowMs: number): number {
    const times = this.#loads.flatMap(({ notBeforeMs = nowMs }) => (notBeforeMs > nowMs ? [notBeforeMs] : []))
    return times.length === 0 ? 0 : Math.min(...times) - nowMs
  }

  /** The indexes of those whose time has come, those that failed least first; what follows a probe waits for its answer. */
  #candidates(nowMs: number): readonly number[] {
    const probe = this.#loads.findIndex(({ isProbe }) => isProbe)
    const before = probe === -1 ? this.#loads : this.#loads.slice(0, probe + 1)
    return [...before.keys()]
      .filter((index) => (before[index]?.notBeforeMs ?? nowMs) <= nowMs)
      .toSorted((one, other) => failuresOf(before[one]) - failuresOf(before[other]))
  }

  /** Takes those of its entries whose users no earlier load holds; the rest stays. */
  #takeFrom(index: number): Load | undefined {
    const load = this.#loads[index]
    if (load === undefined) return undefined
    const earlier = this.#loads.slice(0, index).flatMap(({ entries }) => entries)
    const [free, bound] =
      earlier.length === 0 ? [load.entries, []] : split(this.#batch, load.entries, earlier)
    if (free.length === 0 && bound.length > 0) return undefined
    this.#taken = index
    const left = bound.length === 0 ? [] : [{ ...load, entries: bound }]
    this.#loads = this.#loads.toSpliced(index, 1, ...left)
    return bound.length === 0 ? load : { ...load, entries: free, isPart: true }
  }
}

const failuresOf = (load: Load | undefined): number =>
  load === undefined ? 0 : load.ownFailures + load.timeouts

function split(
  batch: Batch,
  entries: readonly BatchEntry[],
  earlier: readonly BatchEntry[],
): readonly [free: readonly BatchEntry[], bound: readonly BatchEntry[]] {
  const [others = []] = apart(batch, [...earlier, ...entries], earlier)
  const free = new Set(others)
  return [entries.filter((entry) => free.has(entry)), entries.filter((entry) => !free.has(entry))]
}
