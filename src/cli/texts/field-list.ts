import { countText } from "./count-text.ts"
import { plainText } from "../terminal/plain-text.ts"

const MAX_FIELDS = 10

/** The first few names of fields, and how many more there are; not all of these may be known (`hasMore`). */
export function fieldList(names: readonly string[], hasMore?: boolean): string {
  const shown = names.slice(0, MAX_FIELDS).map((name) => plainText(name, 80))
  const left = names.length - shown.length
  if (hasMore === true) return `${shown.join(", ")} and more than ${countText(left)} others`
  return left === 0 ? shown.join(", ") : `${shown.join(", ")} and ${countText(left)} more`
}
