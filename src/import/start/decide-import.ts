import { isInVain } from "../../accounting/is-in-vain.ts"
import { decideIds } from "../../journal/decide-ids.ts"
import type { IdChoices, IdStart } from "../../journal/decide-ids.ts"
import { NOTHING_DONE, decideStart } from "../../journal/decide-start.ts"
import type { ImportFacts, Start, StartChoices } from "../../journal/decide-start.ts"
import type { JournalEntry } from "../../journal/journal-entry.ts"
import type { JournalLoad } from "../../journal/journal-store.ts"
import { describeChange } from "../../sources/fingerprint/source-fingerprint.ts"
import { countsIn } from "../../state/import-record.ts"
import { mayHaveDerived } from "./run-ids.ts"
import type { RunIds } from "./run-ids.ts"

/** What the user of an import wants, and what its directory says beside the journal. */
export interface ImportChoices extends Omit<StartChoices, "failed" | "mayDouble">, IdChoices {
  /** Whether a retry was cut off, of which only a retry can tell what it has sent. */
  readonly hasCutOffRetry: boolean
  /** How ids are derived, where that is decided already. */
  readonly ids: RunIds | undefined
}

/** How ids are derived; `given`: as it was decided already. */
export type IdsOfStart =
  | Exclude<IdStart, { readonly kind: "refused" }>
  | { readonly kind: "given"; readonly ids: RunIds }

type NoStart = Extract<Start, { readonly kind: "finished" | "refused" }>

/** How an import starts, and how its ids are derived; or why it does not. */
export type ImportDecision =
  | NoStart
  | {
      readonly kind: "starts"
      readonly start: Exclude<Start, NoStart>
      readonly ids: IdsOfStart
    }

/** Decides from its journal how an import starts, or that it does not: for a real run, and for a dry run that foretells one. */
export function decideImport(load: JournalLoad, now: ImportFacts, choices: ImportChoices): ImportDecision {
  const entry = load.kind === "entry" ? load.entry : undefined
  const isVain = entry !== undefined && isInVain(entry, countsIn(entry), now)
  const failed = failedIn(entry)
  const start = decideStart(load, now, { ...choices, failed, mayDouble: choices.none }, isVain)
  // Only a retry knows what the one before has sent, and it needs a journal for that.
  const isSettledByRetry = !choices.restart || entry?.state === "finished"
  if (start.kind === "anew" && choices.hasCutOffRetry && isSettledByRetry)
    return { kind: "refused", message: cutOffRetry(now.importName) }
  if (start.kind === "refused") return start
  const ids = idsOf(start, entry, now, choices)
  if (ids.kind === "refused") return ids
  if (start.kind === "finished") return start
  const isMoved = start.kind === "anew" && mayMoveIds(entry, now, choices)
  return { kind: "starts", start: isMoved ? remarked(start, MOVED) : start, ids }
}

/** Whether places make the ids of a file that has changed, and is said to be the same. */
function mayMoveIds(
  entry: JournalEntry | undefined,
  now: ImportFacts,
  { idsFrom, ifChanged, none }: ImportChoices,
): boolean {
  if (entry === undefined || ifChanged !== "same" || idsFrom !== undefined || none) return false
  const change = describeChange(entry.source.fingerprint, now.source.fingerprint)
  return change?.kind === "changed" && mayHaveDerived(entry)
}

function remarked<Given extends { readonly remark?: string }>(start: Given, more: string): Given {
  return { ...start, remark: start.remark === undefined ? more : `${start.remark} ${more}` }
}

const MOVED =
  "In their old places, unchanged rows keep their ids. After a row that was added or removed, all later rows get new ids: their events and purchases are duplicated."

function idsOf(
  start: Start,
  entry: JournalEntry | undefined,
  now: ImportFacts,
  choices: ImportChoices,
): IdStart | IdsOfStart {
  if (choices.ids !== undefined) return { kind: "given", ids: choices.ids }
  const mayHave = entry !== undefined && mayHaveDerived(entry)
  return decideIds(start, entry, now, { ...choices, mayHaveDerived: mayHave })
}

/** Says of a dry run if a real one would not start; undefined where it would. */
export function foretold(decision: ImportDecision): string | undefined {
  if (decision.kind === "starts") return undefined
  const message = decision.message.replace(NOTHING_DONE, "")
  return decision.kind === "finished" && decision.isSame
    ? `A real run would do nothing, as ${message}`
    : `A real run would be refused: ${message}`
}

/** How many records an import has not imported. */
function failedIn(entry: JournalEntry | undefined): number {
  if (entry === undefined) return 0
  const { rejected, unknown } = countsIn(entry).records
  return rejected + unknown
}

function cutOffRetry(importName: string): string {
  return `Cannot run ${importName} again yet: a retry of its rejects was cut off, and what it sent is not counted. Run retryRejects once more to complete it.`
}
