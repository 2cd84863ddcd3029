import { countText } from "./count-text.ts"

/** That records which were not imported are on no list, so that no retry runs them, and the way out; an empty text where all are on one. */
export function unlistedText(unlistedRejects: number | undefined): string {
  if (unlistedRejects === undefined || unlistedRejects === 0) return ""
  const [which, them] =
    unlistedRejects === 1
      ? ["record that was not imported is", "it"]
      : ["records that were not imported are", "them"]
  return `${countText(unlistedRejects)} ${which} on no list of rejects: retryRejects cannot run ${them}. To list ${them} again, run the import with restart: true; what was imported is then imported once more.`
}
