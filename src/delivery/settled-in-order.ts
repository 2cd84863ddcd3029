import type { BatchEntry } from "../batches/batch.ts"
import type { Settlement } from "./importer.ts"

/** What became of an entry; nothing where its actions are to be sent again, several where it was merged from as many. */
export type Settled = Settlement | readonly Settlement[]

/**
 * Takes what became of a batch's entries in the order in which it becomes known, and gives it in the order of the entries: those to blame
 * for a refusal are known before the rest, and whoever counts rejects would see a batch of nothing else.
 */
export class SettledInOrder {
  readonly #entries: readonly BatchEntry[]
  /** How many entries, from the first on, are in `#known` or were given. */
  #next = 0
  #known: Settlement[] = []
  /** Of entries behind one of which nothing is known. */
  readonly #later = new Map<BatchEntry, Settled>()

  constructor(entries: readonly BatchEntry[]) {
    this.#entries = entries
  }

  /** Takes what became of an entry. */
  settle(entry: BatchEntry, settled: Settled): void {
    if (entry === this.#entries[this.#next]) this.#add(settled)
    else this.#later.set(entry, settled)
  }

  /** What is known of the entries before the first of which nothing is, and was not given before. */
  take(): readonly Settlement[] {
    for (let entry = this.#entries[this.#next]; entry !== undefined; entry = this.#entries[this.#next]) {
      const settled = this.#later.get(entry)
      if (settled === undefined) break
      this.#later.delete(entry)
      this.#add(settled)
    }
    const known = this.#known
    this.#known = []
    return known
  }

  /** All that was not given before, as nothing more will be known. */
  takeAll(): readonly Settlement[] {
    return [...this.take(), ...this.#entries.flatMap((entry) => this.#later.get(entry) ?? [])]
  }

  #add(settled: Settled): void {
    this.#next += 1
    if ("outcome" in settled) this.#known.push(settled)
    else for (const one of settled) this.#known.push(one)
  }
}
