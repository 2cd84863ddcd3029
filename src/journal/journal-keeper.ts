import type { Clock } from "../platform/clock.ts"
import type { DirectoryLock } from "../platform/files/directory-lock.ts"
import type { JournalEntry } from "./journal-entry.ts"
import type { JournalStore } from "./journal-store.ts"

/** What a journal is kept with. */
export interface JournalKeeperParts {
  readonly store: JournalStore
  readonly lock: DirectoryLock
  readonly clock: Clock
  /** The import as of this instant. */
  readonly entry: (state: JournalEntry["state"]) => JournalEntry
  /** Puts on disk what the last entry counts on. */
  readonly sync: () => Promise<void>
}

/** The first save comes soon, so that an import that is killed again and again gets on all the same. */
const FIRST_SAVE_MS = 100
const SAVE_INTERVAL_MS = 1_000
/** To put an entry together may take one part in so many of the time; while the disk works, the import goes on. */
const SAVE_SHARE = 50

/** Saves how far an import got: when it is told to, and every now and then. */
export class JournalKeeper {
  readonly #parts: JournalKeeperParts
  /** What it took to put the last entry together. */
  #entryMs = 0
  #saving: Promise<void> = Promise.resolve()
  /** A save of a running import that has not begun. */
  #waiting: Promise<void> | undefined

  constructor(parts: JournalKeeperParts) {
    this.#parts = parts
  }

  /**
   * Saves what is settled when its turn comes; one save after the other, so that an older state never replaces a newer one. Who asks
   * while another save waits for its turn shares that one.
   *
   * @param entry what to save @defaultValue what is settled when its turn comes
   * @throws what the store throws, or an error if the import is no longer this process's.
   */
  async save(state: JournalEntry["state"], entry?: JournalEntry): Promise<void> {
    // What waits for its turn is put together then: it will do for whoever asks meanwhile.
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

  /** Saves every now and then until the signal aborts; rejects as `save` does. */
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

  /** First what the entry counts on, such as the rejects, then the entry. */
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
