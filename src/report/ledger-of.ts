import type { JournalEntry } from "../journal/journal-entry.ts"
import { Ledger } from "./ledger.ts"
import type { LedgerCounts, LedgerRules } from "./ledger.ts"

/** The ledger as a journal holds it. */
export function ledgerOf({ counts, settled }: JournalEntry, rules?: LedgerRules): Ledger {
  return new Ledger({ settled, counts: counts as LedgerCounts }, rules)
}
