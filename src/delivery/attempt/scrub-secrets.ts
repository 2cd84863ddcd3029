import type { Rejection } from "../../actions/outcome.ts"
import type { Verdict } from "../../answers/verdict.ts"
import type { Scrub } from "../../platform/secret/secret-scrubber.ts"

/** `Api-Key: …`, `api_key=…`, `(Api-Key,…)`, `"Api-Key":"…"`, the last also within a text in JSON. What is no text stays: JSON stays JSON. */
const KEY_HEADER =
  /((?<![a-z0-9])api[-_]?key(?:\s*[:=]\s*|(?<=\(api[-_]?key)\s*,\s*|\\*["']\s*:\s*\\*["']))[^\s,;"'\\()[\]{}]+/gi
const BEARER = /(bearer\s+)[^\s,;"'\\()[\]{}]+/gi

/** A text without the API key and without whatever else stands where a key would. */
export function scrubSecrets(text: string, scrub: Scrub): string {
  return scrubHeaders(scrub(text))
}

/**
 * A text without what stands where a key would, whoever's key that is.
 *
 * Old BadJsonBody messages echo all headers of the request. Source: recorded answers of 2017 to 2022.
 */
export function scrubHeaders(text: string): string {
  return text.replaceAll(KEY_HEADER, "$1[removed]").replaceAll(BEARER, "$1[removed]")
}

/** A verdict without secrets in what it says: an answer may have held them in a form that only reading it brought out. */
export function scrubVerdict(verdict: Verdict, scrub: Scrub): Verdict {
  const clean = (text: string): string => scrubSecrets(text, scrub)
  const cleaned = (rejection: Rejection): Rejection => ({ ...rejection, message: clean(rejection.message) })
  const cleanedAll = (rejected: ReadonlyMap<number, Rejection>): ReadonlyMap<number, Rejection> =>
    new Map([...rejected].map(([index, rejection]) => [index, cleaned(rejection)]))
  switch (verdict.kind) {
    case "processed":
      return {
        ...verdict,
        rejected: cleanedAll(verdict.rejected),
        createdFields: verdict.createdFields.map(clean),
        filteredOutFields: verdict.filteredOutFields.map(clean),
      }
    case "refused":
      return { ...verdict, rejected: cleanedAll(verdict.rejected), rejection: cleaned(verdict.rejection) }
    case "too-large":
    case "try-again":
      return { ...verdict, rejection: cleaned(verdict.rejection) }
    case "stop":
      return {
        ...verdict,
        message: clean(verdict.message),
        ...(verdict.blocked === undefined ? {} : { blocked: cleaned(verdict.blocked) }),
      }
  }
}
