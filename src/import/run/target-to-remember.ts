import type { JournalEntry } from "../../journal/journal-entry.ts"

/**
 * Where an import goes, as its journal is to remember it: with the key that it goes on with once an answer has shown that the server takes
 * that. A mistyped key is no key of the project, whatever its user says, and must not keep the right one out.
 */
export function targetToRemember(
  target: JournalEntry["target"],
  {
    isKeyAccepted = true,
    keyBefore = "",
  }: {
    /** The fingerprint of the key that the import had before; none, or empty, where it is not known. */
    readonly keyBefore?: string | undefined
    /** @defaultValue of importers that do not say, all keys are taken to be */
    readonly isKeyAccepted?: boolean | undefined
  },
): JournalEntry["target"] {
  return isKeyAccepted || keyBefore === "" ? target : { ...target, keyFingerprint: keyBefore }
}
