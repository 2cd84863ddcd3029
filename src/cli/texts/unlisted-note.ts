import { countText } from "./count-text.ts"

/** That records which were not imported are on no list, so that no retry runs them, and the way out; an empty text where all are on one. */
export function unlistedNote(unlistedRejects: number | undefined): string {
  if (unlistedRejects === undefined || unlistedRejects === 0) return ""
  const isOne = unlistedRejects === 1
  const which = isOne ? "record that was not imported is" : "records that were not imported are"
  const them = isOne ? "it" : "them"
  return `Warning: ${countText(unlistedRejects)} ${which} on no list of rejects: retry cannot run ${them}. To list ${them} again, run the import with --restart; what was imported is then imported once more.`
}
