import { unlistedText } from "../../accounting/unlisted-text.ts"
import { inFlagNames } from "../../import/options/in-flag-names.ts"

/** That records which were not imported are on no list, and the way out; an empty text where all are on one. */
export function unlistedNote(unlistedRejects: number | undefined): string {
  const text = unlistedText(unlistedRejects)
  return text === "" ? "" : `Warning: ${inFlagNames(text)}`
}
