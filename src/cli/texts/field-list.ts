import { shortList } from "../../messages/short-list.ts"
import { countText } from "./count-text.ts"
import { plainText } from "../terminal/plain-text.ts"

const MAX_FIELDS = 10

/** The first few names of fields, and how many more there are; not all of these may be known (`hasMore`). */
export function fieldList(names: readonly string[], hasMore?: boolean): string {
  const shown = names.map((name) => plainText(name, 80))
  if (hasMore !== true) return shortList(shown, MAX_FIELDS)
  const left = Math.max(0, names.length - MAX_FIELDS)
  return `${shown.slice(0, MAX_FIELDS).join(", ")} and more than ${countText(left)} others`
}
