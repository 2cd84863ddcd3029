import type { JournalEntry } from "../../journal/journal-entry.ts"

/** What an earlier run has left of its rejects, as its journal names it. */
export interface RejectsBefore extends Pick<
  Partial<JournalEntry>,
  /** Where these are missing, it is not known what else that run had read. */
  | "keptRejects"
  | "position"
  | "reached"
  | "rejectsDigests"
  | "rejectsEnds"
  | "settled"
  | "state"
  | "unlistedRejects"
> {
  /** How much of each list counts, by its name. */
  readonly rejectsBytes: Readonly<Record<string, number>>
}
