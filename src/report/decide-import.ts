import { decideIds } from "../journal/decide-ids.ts"
import type { IdChoices, IdStart } from "../journal/decide-ids.ts"
import { NOTHING_DONE, decideStart, endOf, failedText } from "../journal/decide-start.ts"
import type { ImportFacts, Start, StartChoices } from "../journal/decide-start.ts"
import type { JournalEntry } from "../journal/journal-entry.ts"
import type { JournalLoad } from "../journal/journal-store.ts"
import { isInVain } from "./is-in-vain.ts"
import { ledgerOf } from "./ledger-of.ts"

/** What the user of an import wants, and what its directory says beside the journal. */
export interface ImportChoices extends Omit<StartChoices, "failed" | "mayDouble">, IdChoices {
  /** Whether a retry was cut off, of which only a retry can tell what it has sent. */
  readonly hasCutOffRetry: boolean
  /** Whether it is decided elsewhere how ids are derived. */
  readonly areIdsGiven: boolean
}

/** How an import starts. `ids`: how they are derived; undefined where it does not start, or where that is decided elsewhere. */
export interface ImportDecision {
  readonly start: Start
  readonly ids?: Exclude<IdStart, { readonly kind: "refused" }> | undefined
}

/** Decides from its journal how an import starts, or that it does not: for a real run, and for a dry run that foretells one. */
export function decideImport(load: JournalLoad, now: ImportFacts, choices: ImportChoices): ImportDecision {
  const entry = load.kind === "entry" ? load.entry : undefined
  const isVain = entry !== undefined && isInVain(entry, ledgerOf(entry), now)
  const start = decideStart(
    load,
    now,
    { ...choices, failed: failedIn(entry), mayDouble: choices.none },
    isVain,
  )
  // Only a retry knows what the one before has sent, and it needs a journal for that.
  const isSettledByRetry = !choices.restart || entry?.state === "finished"
  if (start.kind === "anew" && choices.hasCutOffRetry && isSettledByRetry)
    return { start: { kind: "refused", message: cutOffRetry(now.importName) } }
  if (start.kind === "refused" || choices.areIdsGiven) return { start }
  const mayHave = entry !== undefined && mayHaveDerived(entry)
  const ids = decideIds(start, entry, now, { ...choices, mayHaveDerived: mayHave })
  return ids.kind === "refused" ? { start: ids } : { start, ids }
}

/** Says of a dry run if a real one would not start; undefined where it would. */
export function foretold({ start }: ImportDecision): string | undefined {
  if (start.kind === "finished" && start.isSame) {
    const { entry } = start
    return `A real run would do nothing, as ${entry.source.name} was imported already, on ${endOf(entry)}.${failedText(failedIn(entry))}`
  }
  if (start.kind !== "finished" && start.kind !== "refused") return undefined
  return `A real run would be refused: ${start.message.replace(NOTHING_DONE, "")}`
}

/** How many records an import has not imported, and listed. */
function failedIn(entry: JournalEntry | undefined): number {
  if (entry === undefined) return 0
  const { rejected, unknown } = ledgerOf(entry).records
  return rejected + unknown
}

function cutOffRetry(importName: string): string {
  return `Cannot run ${importName} again yet: a retry of its rejects was cut off, and what it sent is not counted. Run retryRejects once more to complete it.`
}

/**
 * Whether there may be events or purchases with ids that were derived. Journals of earlier releases do not say of ids whether they were
 * derived: then any may be.
 */
function mayHaveDerived(entry: JournalEntry): boolean {
  // What was under way when it was killed is not counted.
  if (entry.state === "running") return true
  const { events, purchases } = ledgerOf(entry).actions
  if (events.accepted + events.unknown + purchases.accepted + purchases.unknown === 0) return false
  return entry.ids === undefined || entry.ids.derived === true
}
