import type { Summary } from "../../index.ts"
import { countOf } from "./count-text.ts"
import { fieldList } from "./field-list.ts"

/** That the project does not know fields; an empty text where it knows all. */
export function droppedText({ filteredOut, hasMoreFilteredOut }: Summary["fields"]): string {
  if (filteredOut.length === 0) return ""
  const count = `${hasMoreFilteredOut === true ? "more than " : ""}${countOf(filteredOut.length, "field")}`
  return `Warning: Iterable dropped ${count} that the project does not know: ${fieldList(filteredOut, hasMoreFilteredOut)}. The rest of these records was imported.`
}
