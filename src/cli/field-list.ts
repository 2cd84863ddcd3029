import { countText } from "./count-text.ts"
import { plainText } from "./plain-text.ts"

const MAX_FIELDS = 10

/** The first few names of fields, and how many more there are. */
export function fieldList(names: readonly string[]): string {
  const shown = names.slice(0, MAX_FIELDS).map((name) => plainText(name, 80))
  const left = names.length - shown.length
  return left === 0 ? shown.join(", ") : `${shown.join(", ")} and ${countText(left)} more`
}
