/** So many bits make a number that the engine holds without a box. */
const WORD_BITS = 30

/** A run of indexes, both ends included, or a single one. */
export type IndexRun = number | readonly [from: number, to: number]

/** A set of indexes from 0, one bit each: small for a record of two actions, and for one of a hundred thousand. */
export class IndexSet {
  readonly #words: number[] = []
  #size = 0

  /** A set that holds these. */
  constructor(runs: readonly IndexRun[] = []) {
    for (const run of runs) {
      const [from, to] = typeof run === "number" ? [run, run] : run
      for (let index = from; index <= to; index += 1) this.add(index)
    }
  }

  get size(): number {
    return this.#size
  }

  add(index: number): void {
    if (this.has(index)) return
    const at = Math.floor(index / WORD_BITS)
    while (this.#words.length <= at) this.#words.push(0)
    this.#words[at] = (this.#words[at] ?? 0) | (1 << (index % WORD_BITS))
    this.#size += 1
  }

  has(index: number): boolean {
    return ((this.#words[Math.floor(index / WORD_BITS)] ?? 0) & (1 << (index % WORD_BITS))) !== 0
  }

  /** What the set holds, ascending, as JSON can hold it: as short as can be. */
  runs(): IndexRun[] {
    const found: IndexRun[] = []
    const end = this.#words.length * WORD_BITS
    for (let from = 0; from < end; from += 1) {
      if (!this.has(from)) continue
      let to = from
      while (this.has(to + 1)) to += 1
      found.push(from === to ? from : [from, to])
      from = to
    }
    return found
  }
}
