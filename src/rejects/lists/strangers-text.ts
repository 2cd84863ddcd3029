import type { ChosenList } from "./rejects-lists.ts"

/** Why a list is refused that names records which are not rejects of the import. */
export function strangersText(
  strangers: readonly number[],
  { path }: Pick<ChosenList, "path">,
  importName: string,
): string {
  return `Cannot retry the rejects in ${path} as ${some("record", strangers)} ${strangers.length === 1 ? "is" : "are"} not (or no longer) among the rejects of ${importName}: perhaps it is the list of another import, or of an earlier file of this name. Name the list of this one, or take these records out and import them as a file of their own, without those of which something was accepted or may have been (the NDJSON list says so): that is duplicated there.`
}

/** Why a list is refused that names records more than once. */
export function twiceText(
  twice: readonly number[],
  { path }: Pick<ChosenList, "path">,
  importName: string,
): string {
  return `Cannot retry the rejects in ${path} as it names ${some("record", twice)} of ${importName} more than once, whose events would get the same ids: leave one of each, and put the others into a file of their own.`
}

const SHOWN = 5

/** `record 3`, or `records 3, 7 and 12 more`. */
export function some(what: string, numbers: readonly number[]): string {
  const shown = numbers.slice(0, SHOWN).join(", ")
  const more = numbers.length - SHOWN
  return `${what}${numbers.length === 1 ? "" : "s"} ${shown}${more > 0 ? ` and ${more} more` : ""}`
}
