import type { Summary } from "../../index.ts"
import { countText } from "./count-text.ts"

/** That ids repeat, of which Iterable keeps one each; an empty text where none do. */
export function idsText(
  ids: Pick<NonNullable<Summary["ids"]>, "isApproximate" | "repeated"> | undefined,
): string {
  const { isApproximate, repeated = 0 } = ids ?? {}
  if (repeated === 0) return ""
  const about = isApproximate === true ? "About " : ""
  const what = repeated === 1 ? "event or purchase has an id" : "events or purchases have an id"
  return `Warning: ${about}${countText(repeated)} ${what} that an earlier one of this import has: Iterable keeps one of each id. If they are not the same, give each an id of its own.`
}
