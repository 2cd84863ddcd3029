import type { JournalEntry } from "./journal-entry.ts"
import type { JournalReading } from "./read-journal-entry.ts"

/** What a store holds: nothing yet, an entry, or something that cannot be used. */
export type JournalLoad = { readonly kind: "none" } | JournalReading

/**
 * Keeps the journal of one import; whoever brings their own decides where.
 *
 * Contract: `save` replaces the entry as a whole. Once it has resolved, every `load` gives that entry or a later one, also after a
 * crash or a loss of power. Where it rejects or is cut off, `load` gives the entry before or the new one. It is called once at a time.
 * An entry is plain JSON; `readJournalEntry` checks one that comes from elsewhere.
 */
export interface JournalStore {
  /** Gives what was saved last. What is wrong with it is a value; never rejects. */
  load(): Promise<JournalLoad>
  /** Resolves when the entry is kept; the import stops if it rejects. */
  save(entry: JournalEntry): Promise<void>
}
