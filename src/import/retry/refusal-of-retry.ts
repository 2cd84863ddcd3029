import type { ImportTarget } from "../../delivery/importer.ts"
import { isSamePolicy, sameKeys } from "../../journal/decide-ids.ts"
import { isOtherKey } from "../../journal/is-other-key.ts"
import type { JournalEntry } from "../../journal/journal-entry.ts"

/** How rejects are about to be run again. */
export interface RetryFacts {
  /** Where they would go; undefined where the importer does not say. */
  readonly target: ImportTarget | undefined
  /** Whether events and purchases without an id are sent without one. */
  readonly none: boolean
  /** Another key than that of the import is one of the same project. */
  readonly sameProject: boolean
}

/** Why the rejects of an import may not be run again like that, in whole sentences for people; undefined where they may. */
export function refusalOfRetry(
  entry: JournalEntry,
  { none, sameProject, target: now }: RetryFacts,
): string | undefined {
  const { importName, target } = entry
  const what = `Cannot retry the rejects of ${importName}`
  if (!isSamePolicy(entry, none))
    return `${what} under other ids: what may have been applied could be duplicated. It was imported ${sameKeys(entry, none)}.`
  if (now === undefined) return undefined
  if (now.baseUrl !== target.baseUrl)
    return `${what} as it went to ${target.baseUrl}, and they would go to ${now.baseUrl}: name the same place, or import the list of rejects as a file of its own.`
  if (sameProject || !isOtherKey(target, now)) return undefined
  return `${what} with another API key than that of the import, which may be that of another project. If both keys are of the same project, retry with sameProject: true; for another project, run the whole import there under another name.`
}
