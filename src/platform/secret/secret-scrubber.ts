import { secretNeedles } from "./secret-needles.ts"
import { secretRanges } from "./secret-ranges.ts"
import { mayHold, secretSearch } from "./secret-search.ts"
import { REMOVED, withoutRanges } from "./without-ranges.ts"

/** Takes a secret out of a text; a text without it stays as it is. */
export type Scrub = (text: string) => string

/** Shorter ones are words for a sandbox, and parts of many other words. Iterable's keys have 32 characters. */
const SHORTEST_SECRET = 12

/** For those who have no secret. */
export const scrubNothing: Scrub = (text) => text

/**
 * Takes a secret of visible ASCII characters out of texts, in whatever form it comes back: in other capitals or as wide characters; with
 * anything between its characters that is neither a letter nor a digit, with tags and with commands for terminals; escaped for JSON,
 * programs, URLs, mail or HTML, in part or as a whole, once or more often; as Base64 or hexadecimal digits, within more of the same or
 * not, up to three times one upon the other; as the numbers of its characters; and without an eighth of it, or all but eight characters
 * of its beginning or end, where a sign says that the rest was left out.
 *
 * JSON stays JSON, and CSV stays CSV. It takes time in proportion to the text; a text without the secret, which is the rule, costs a
 * few looks at each of its characters.
 */
export function secretScrubber(secret: string): Scrub {
  if (secret.length < SHORTEST_SECRET) return scrubNothing
  const needles = secretNeedles(secret)
  // Hardly more than blanks and dashes: as it is, or not at all.
  if (needles.length === 0) return (text) => text.replaceAll(secret, REMOVED)
  const search = secretSearch(needles)
  return (text) => (mayHold(text, search) ? withoutRanges(text, secretRanges(text, search)) : text)
}
