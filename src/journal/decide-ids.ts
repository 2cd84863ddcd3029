import { describeChange } from "../sources/fingerprint/source-fingerprint.ts"
import type { ImportFacts, Start } from "./decide-start.ts"
import type { JournalEntry } from "./journal-entry.ts"

/** What its user wants of the ids of an import. */
export interface IdChoices {
  /** Whether a file that has changed since it was imported is the same, corrected, or another one. */
  readonly ifChanged: "same" | "new" | undefined
  /** The columns to make ids of. */
  readonly idsFrom: readonly string[] | undefined
  /** Whether events and purchases without an id are sent without one. */
  readonly none: boolean
}

/** How ids are derived: as in an earlier run, or in a way of their own. Messages are whole sentences for people. */
export type IdStart =
  | { readonly kind: "as-before"; readonly entry: JournalEntry }
  /** `isOther`: of the same source, nothing may be the same. */
  | { readonly kind: "own"; readonly isOther: boolean }
  | { readonly kind: "refused"; readonly message: string }

/** Decides how ids are derived; `mayHaveDerived`: whether the earlier run may have derived any. */
export function decideIds(
  start: Start,
  earlier: JournalEntry | undefined,
  now: ImportFacts,
  { idsFrom, ifChanged, mayHaveDerived, none }: IdChoices & { readonly mayHaveDerived: boolean },
): IdStart {
  // A content that can be known, and has not changed, is the same.
  const isKnown = now.source.fingerprint !== undefined
  const hasChanged = describeChange(earlier?.source.fingerprint, now.source.fingerprint)?.kind === "changed"
  const isOther = ifChanged === "new" && (hasChanged || !isKnown)
  // What was sent elsewhere is not doubled here.
  if (earlier === undefined || (start.kind !== "resume" && earlier.target.baseUrl !== now.target.baseUrl))
    return { kind: "own", isOther }
  const isSameKey =
    JSON.stringify(earlier.ids?.idsFrom) === JSON.stringify(idsFrom) && isSamePolicy(earlier, none)
  if (start.kind === "resume")
    return isSameKey
      ? { kind: "as-before", entry: earlier }
      : { kind: "refused", message: otherKey(earlier, now, none) }
  if (isOther) return { kind: "own", isOther }
  if (!isSameKey)
    return mayHaveDerived
      ? { kind: "refused", message: doubled(earlier, now, { hasChanged, none }) }
      : { kind: "own", isOther }
  // Keys say by themselves what is the same.
  if (!hasChanged || ifChanged === "same" || idsFrom !== undefined)
    return { kind: "as-before", entry: earlier }
  // What was written to meanwhile is begun anew to be completed.
  if (earlier.source.hasChanged === true) return { kind: "as-before", entry: earlier }
  return mayHaveDerived
    ? { kind: "refused", message: whichFile(now.source.name, earlier) }
    : { kind: "own", isOther }
}

/** Whether the earlier run sent what has no id as the next one would, with a derived id or without one. */
export function isSamePolicy({ ids }: JournalEntry, none: boolean): boolean {
  return ids?.none === undefined || ids.none === none
}

function otherKey(earlier: JournalEntry, now: ImportFacts, none: boolean): string {
  return `Cannot go on with ${now.source.name} under other ids: events and purchases that were sent already would be sent once more, and duplicated. Its import was begun ${sameKeys(earlier, none)}.`
}

function doubled(
  earlier: JournalEntry,
  now: ImportFacts,
  { hasChanged, none }: { readonly hasChanged: boolean; readonly none: boolean },
): string {
  const other = hasChanged
    ? ` If it is another file of the same name, such as that of another day, run it with ifChanged: "new".`
    : ""
  return `Cannot import ${now.source.name} under other ids: events and purchases that were imported before would be duplicated. That was ${sameKeys(earlier, none)}.${other}`
}

/** What to give so that ids are as they were. */
export function sameKeys(earlier: JournalEntry, none: boolean): string {
  const { ids } = earlier
  if (!isSamePolicy(earlier, none))
    return none ? `without ids: "none": leave it out` : `with ids: "none": give the same`
  return ids?.idsFrom === undefined
    ? "without idsFrom: leave it out"
    : `with idsFrom: ${JSON.stringify(ids.idsFrom)}: give the same`
}

function whichFile(name: string, { finishedAt, state, updatedAt }: JournalEntry): string {
  const howFar = state === "finished" ? "" : " in part"
  return `${name} has changed since it was imported${howFar} on ${finishedAt ?? updatedAt}, and ids of its events or purchases were derived from it. If it is the same file, corrected, run it with ifChanged: "same": rows that are as they were, where they were, keep their ids, and are not doubled; after a row that was added or removed, all later ones get new ids, and are. If it is another one of the same name, such as that of another day, run it with ifChanged: "new": all of it is new, also rows that are as before. (Neither imports an unchanged file again; for that, use restart: true.) Files that change are best imported with ids of their own, or with idsFrom, from the first time on.`
}
