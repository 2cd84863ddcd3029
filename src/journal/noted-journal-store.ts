import type { JournalEntry } from "./journal-entry.ts"
import type { JournalLoad, JournalStore } from "./journal-store.ts"

/** The journal of a run, which knows what that has saved last. */
export class NotedJournalStore implements JournalStore {
  readonly #store: JournalStore
  #saved: Pick<JournalEntry, "startedAt" | "updatedAt"> | undefined

  constructor(store: JournalStore) {
    this.#store = store
  }

  load(): Promise<JournalLoad> {
    return this.#store.load()
  }

  async save(entry: JournalEntry): Promise<void> {
    await this.#store.save(entry)
    const { startedAt, updatedAt } = entry
    this.#saved = { startedAt, updatedAt }
  }

  /** Whether nobody else has been at work since: there is what was saved here last, or nothing at all. */
  async isAsSaved(): Promise<boolean> {
    const load = await this.load()
    if (load.kind !== "entry") return load.kind === "none"
    const { startedAt, updatedAt } = load.entry
    return startedAt === this.#saved?.startedAt && updatedAt === this.#saved.updatedAt
  }
}
