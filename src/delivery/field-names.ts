/** So many names are kept of each kind: of more, a person reads none, and data may make names without end. */
export const MAX_FIELD_NAMES = 1000
/** A name may be as long as an answer. */
const MAX_NAME_CHARS = 300

/** Names of fields, each once, in the order in which they came; no more than anybody reads. */
export class FieldNames {
  readonly #names = new Set<string>()
  #hasMore: boolean

  /** @param hasMore whether there were others, which are not known any longer */
  constructor(names: readonly string[] = [], hasMore: boolean = false) {
    this.#hasMore = hasMore
    this.add(names)
  }

  add(names: readonly string[]): this {
    for (const name of names) {
      const kept = name.length > MAX_NAME_CHARS ? `${name.slice(0, MAX_NAME_CHARS)}…` : name
      if (this.#names.has(kept)) continue
      if (this.#names.size < MAX_FIELD_NAMES) this.#names.add(kept)
      else this.#hasMore = true
    }
    return this
  }

  get names(): readonly string[] {
    return [...this.#names]
  }

  /** Whether there were more than are named; true or nothing, so that what has no more does not say so. */
  get hasMore(): true | undefined {
    return this.#hasMore || undefined
  }
}
