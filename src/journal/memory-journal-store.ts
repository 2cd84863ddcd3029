import type { JournalEntry } from "./journal-entry.ts"
import type { JournalLoad, JournalStore } from "./journal-store.ts"
import { readJournalText, journalText } from "./journal-text.ts"

/** Keeps a journal as long as it lives itself: for tests, and for imports that one process begins and resumes. */
export class MemoryJournalStore implements JournalStore {
  #text: string | undefined

  load(): Promise<JournalLoad> {
    const text = this.#text
    return Promise.resolve(text === undefined ? { kind: "none" } : readJournalText(Buffer.from(text)))
  }

  save(entry: JournalEntry): Promise<void> {
    // As text, nobody can change it.
    this.#text = journalText(entry)
    return Promise.resolve()
  }
}
