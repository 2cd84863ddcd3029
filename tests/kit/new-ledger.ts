import { Ledger } from "../../src/accounting/ledger/ledger.ts"
import type { LedgerRules } from "../../src/accounting/ledger/ledger.ts"
import type { LedgerSnapshot } from "../../src/accounting/ledger/ledger-snapshot.ts"
import { ALL_KINDS } from "../../src/kinds/all-kinds.ts"

/** A ledger that knows all kinds; it goes on where an earlier one ended, or is new. */
export function newLedger(before?: LedgerSnapshot, rules: Omit<LedgerRules, "kinds"> = {}): Ledger {
  return new Ledger(before, { kinds: ALL_KINDS, ...rules })
}
