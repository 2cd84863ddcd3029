import { messageOf } from "../../errors.ts"
import type { JournalEntry } from "../../journal/journal-entry.ts"
import { JournalKeeper } from "../../journal/journal-keeper.ts"
import type { JournalKeeperParts } from "../../journal/journal-keeper.ts"
import type { Stop } from "../pipeline/stop.ts"

/** The journal of a run while it runs; stops the run where it cannot be kept, so that nothing is sent that would be forgotten. */
export class RunJournal {
  readonly #keeper: JournalKeeper | undefined
  readonly #isWorthSaving: () => boolean
  readonly #halt = new AbortController()
  #failure: Stop | undefined

  /**
   * @param parts undefined: nothing is remembered
   * @param isWorthSaving whether there is anything to be remembered
   */
  constructor(parts: JournalKeeperParts | undefined, isWorthSaving: () => boolean) {
    this.#keeper = parts && new JournalKeeper(parts)
    this.#isWorthSaving = isWorthSaving
    parts?.lock.lost.addEventListener("abort", () => this.#fail("another process took the import over"))
  }

  /** Aborts when it cannot be kept. */
  get halted(): AbortSignal {
    return this.#halt.signal
  }

  /** Why it cannot be kept; undefined: it can. */
  get failure(): Stop | undefined {
    return this.#failure
  }

  /**
   * Remembers what is settled, once there is something to remember.
   *
   * @param entry what to remember @defaultValue the run as it is now
   * @throws what the store throws.
   */
  async save(state: JournalEntry["state"], entry?: JournalEntry): Promise<void> {
    if (this.#isWorthSaving()) await this.#keeper?.save(state, entry)
  }

  /** Saves every now and then until the signal aborts, or it cannot be kept. */
  async saveRepeatedly(ended: AbortSignal): Promise<void> {
    try {
      await this.#keeper?.saveRepeatedly(ended)
    } catch (error) {
      this.#fail(messageOf(error), error)
    }
  }

  #fail(reason: string, cause?: unknown): void {
    const message = `Progress cannot be saved, so nothing more is sent: ${reason}.`
    this.#failure ??= { code: "DISK", message, cause }
    this.#halt.abort()
  }
}
