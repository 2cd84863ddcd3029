import { UsageError } from "../../../errors.ts"

/** How people who know JSONPath or jq write where a path starts, and that it means all elements. */
const START = /^\$?(?:\.|$)/
const ALL_ELEMENTS = /\[\*?\]$/
/** Dots that are no part of a name. */
const DOTS = /(?<!\\)\./
const OTHER_SYNTAX = /[[\]*]/

/**
 * The names that lead to the records of a JSON document, from the outside in; none where the document itself holds them.
 *
 * @throws {@link UsageError} if it is no path.
 */
export function jsonPathNames(path: string | undefined): readonly string[] {
  if (path === undefined) return []
  const names = path.replace(START, "").replace(ALL_ELEMENTS, "")
  if (names === "") return []
  const parts = names.split(DOTS)
  if (parts.includes("") || OTHER_SYNTAX.test(names))
    throw new UsageError(
      `Cannot read JSON as the path to its records is unclear: jsonPath is ${JSON.stringify(path)}; give the names of objects within one another, with dots in between, such as data.items.`,
    )
  return parts.map((name) => name.replaceAll(String.raw`\.`, "."))
}

/** The path as it is documented, so that two spellings of one path are the same. */
export function jsonPathText(names: readonly string[]): string | undefined {
  return names.length === 0 ? undefined : names.map((name) => name.replaceAll(".", String.raw`\.`)).join(".")
}
