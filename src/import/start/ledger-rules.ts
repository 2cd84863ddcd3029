import type { LedgerRules } from "../../accounting/ledger/ledger.ts"
import type { Importer } from "../../delivery/importer.ts"
import type { JournalEntry } from "../../journal/journal-entry.ts"
import { repeatsUnder } from "../pipeline/without-accepted.ts"
import type { Kinds } from "../../kinds/kinds.ts"
import type { RunIds } from "./run-ids.ts"

/** What decides by what the actions of records that an earlier run left open are told from others. */
export interface LedgerRuleParts {
  readonly kinds: Kinds
  readonly before: Pick<JournalEntry, "mapFingerprint"> | undefined
  readonly ids: RunIds
  readonly mapFingerprint: string | undefined
  readonly repeats: Importer["repeats"]
  readonly resumeAnyway: boolean
}

/** By what the actions of records that an earlier run left open are told from others. */
export function ledgerRules(parts: LedgerRuleParts): LedgerRules {
  const { before, ids, kinds, mapFingerprint, repeats, resumeAnyway } = parts
  const isSameMap = before?.mapFingerprint !== undefined && before.mapFingerprint === mapFingerprint
  const isUnchanged = isSameMap && !resumeAnyway
  return { kinds, mapFingerprint, isUnchanged, repeats: repeatsUnder(ids, repeats) }
}
