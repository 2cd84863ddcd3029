import type { Clock } from "../platform/clock.ts"
import type { DirectoryLock } from "../platform/files/directory-lock.ts"
import type { JournalEntry } from "./journal-entry.ts"
import type { JournalStore } from "./journal-store.ts"

/** What keeping a journal takes. */
export interface JournalKeeperParts {
  readonly store: JournalStore
  readonly lock: DirectoryLock
  readonly clock: Clock
  /** The import as of this instant. */
  readonly entry: (state: JournalEntry["state"]) => JournalEntry
  /** Syncs to disk what the last entry relies on. */
  readonly sync: () => Promise<void>
}

/** The first save comes soon, so that an import that is killed again and again still makes progress. */
const FIRST_SAVE_MS = 100
const SAVE_INTERVAL_MS = 1_000
/** Building an entry may take at most this fraction (1/50) of the time; while the disk works, the import goes on. */
const SAVE_SHARE = 50

/** Saves the progress of an import: when told to, and at intervals. */
export class JournalKeeper {
  readonly #parts: JournalKeeperParts
  /** How long it took to build the last entry. */
  #entryMs = 0
  #saving: Promise<void> = Promise.resolve()
  /** A save of a running import that has not started yet. */
  #waiting: Promise<void> | undefined

  constructor(parts: JournalKeeperParts) {
    this.#parts = parts
  }

  /**
   * Saves what is settled when its turn comes. Saves run one after the other, so that an older state never replaces a
   * newer one. A call made while another save is waiting shares that save.
   *
   * @param entry what to save @defaultValue what is settled when its turn comes
   * @throws what the store throws, or an error if another process has taken the import over.
   */
  async save(state: JournalEntry["state"], entry?: JournalEntry): Promise<void> {
    // A waiting save builds its entry only when its turn comes, so it also covers later calls.
    if (state === "running" && this.#waiting !== undefined) return this.#waiting
    const before = this.#saving
    const saving = before
      .catch(() => undefined)
      .then(() => {
        if (this.#waiting === saving) this.#waiting = undefined
        return this.#saveNow(state, entry)
      })
    this.#saving = saving
    this.#waiting = state === "running" ? saving : undefined
    await saving
  }

  /** Saves at intervals until the signal aborts; rejects as `save` does. */
  async saveRepeatedly(ended: AbortSignal): Promise<void> {
    const { clock } = this.#parts
    for (let waitMs = FIRST_SAVE_MS; !ended.aborted;) {
      await clock.sleep(waitMs, ended)
      if (ended.aborted) return
      const startMs = clock.elapsedMs()
      await this.save("running")
      const tookMs = clock.elapsedMs() - startMs
      waitMs = Math.max(Math.min(2 * waitMs, SAVE_INTERVAL_MS), tookMs, SAVE_SHARE * this.#entryMs)
    }
  }

  /** First syncs what the entry relies on, such as the rejects, then saves the entry. */
  async #saveNow(state: JournalEntry["state"], given?: JournalEntry): Promise<void> {
    const { clock, lock, store, sync } = this.#parts
    const startMs = clock.elapsedMs()
    const entry = given ?? this.#parts.entry(state)
    this.#entryMs = clock.elapsedMs() - startMs
    await sync()
    if (!(await lock.isHeld())) throw new Error("another process took the import over")
    await store.save(entry)
  }
}
