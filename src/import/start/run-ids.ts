import { sentOnceIn } from "../../accounting/sent-once.ts"
import type { IdScheme } from "../../batches/id-scheme.ts"
import type { JournalEntry } from "../../journal/journal-entry.ts"
import type { SourceFingerprint } from "../../sources/fingerprint/source-fingerprint.ts"
import { keyOrigin, sourceOrigin } from "../../sources/fingerprint/source-origin.ts"
import { countsIn } from "../../state/import-record.ts"

/** How a run derives ids. */
export type RunIds = IdScheme & { readonly idsFrom?: readonly string[] | undefined }

/** How the ids of an import are derived, as its journal says. */
export function idsOfJournal({ ids, importName }: Pick<JournalEntry, "ids" | "importName">): RunIds {
  return ids === undefined
    ? { scheme: 1, origin: importName }
    : { scheme: 2, origin: ids.origin, idsFrom: ids.idsFrom }
}

/** What ids of no earlier run depend on. */
export interface OwnIdParts {
  /** The columns to make ids of. */
  readonly idsFrom: readonly string[] | undefined
  /** The import's name, where somebody gave it one. */
  readonly name: string | undefined
  readonly sourceName: string
  readonly fingerprint: SourceFingerprint | undefined
  /** When the run began, where of the same source nothing may be the same. */
  readonly startedAt?: string | undefined
}

/** Ids of no earlier run. */
export function ownIds({ fingerprint, idsFrom, name, sourceName, startedAt }: OwnIdParts): RunIds {
  const origin =
    idsFrom === undefined
      ? sourceOrigin({ sourceName, fingerprint, importName: name, startedAt })
      : keyOrigin({ importName: name })
  return { scheme: 2, origin, idsFrom }
}

/**
 * Whether there may be events or purchases with ids that were derived. Journals of earlier releases do not say of ids whether they were
 * derived: then any may be.
 */
export function mayHaveDerived(entry: JournalEntry): boolean {
  // What was under way when it was killed is not counted.
  if (entry.state === "running") return true
  if (sentOnceIn(countsIn(entry).actions) === 0) return false
  return entry.ids === undefined || entry.ids.derived === true
}
