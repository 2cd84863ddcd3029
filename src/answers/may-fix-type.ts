import { fitOf, isBlank } from "./field-fit.ts"

/** The types that no value fixes which would have to be converted to them. */
const TYPES_OF_THEIR_OWN_VALUES: ReadonlySet<string> = new Set([
  "long",
  "double",
  "boolean",
  "string",
  "keyword",
])

/** A value, or the elements of an array, of the arrays in it too. */
export function elementsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value.flatMap(elementsOf) : [value]
}

/**
 * Whether a new field may have its type from a value, which is no array. Numbers, booleans and texts fix no type but their own, except texts
 * that look like dates or places.
 *
 * Source: support article 208183076 (the first value fixes the type).
 */
export function mayFixType(element: unknown, type: string): boolean {
  if (element === null || element === undefined || isBlank(element)) return false
  const fit = fitOf(element, type)
  if (fit !== "maybe") return fit === "fits"
  return !TYPES_OF_THEIR_OWN_VALUES.has(type) && !(type === "date" && typeof element === "number")
}
