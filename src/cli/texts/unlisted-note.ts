import { countText } from "./count-text.ts"

/**
 * A warning that records which were not imported are on no list, so that no retry runs them, with the way out; an empty
 * text if all of them are listed.
 */
export function unlistedNote(unlistedRejects: number | undefined): string {
  if (unlistedRejects === undefined || unlistedRejects === 0) return ""
  const isOne = unlistedRejects === 1
  const which = isOne ? "record that was not imported is" : "records that were not imported are"
  const them = isOne ? "it" : "them"
  return `Warning: ${countText(unlistedRejects)} ${which} on no list of rejects: retry cannot run ${them}. To list ${them} again, run the import with --restart; what was imported is then imported once more.`
}
