import { type DateNoMillis, parseIterableDate } from "../checks/parse-iterable-date.ts"

/**
 * The type that a data field has, for ever, from its first value on.
 *
 * Source: Iterable support, "Field Data Types" (article 208183076).
 */
export type FieldType = "string" | "date" | "long" | "double" | "boolean" | "object" | "geo_location"

/** Infers the type of a new field from its first value; `null` and empty arrays say nothing. */
export function inferFieldType(key: string, value: unknown, noMillis: DateNoMillis): FieldType | null {
  let element = value
  while (Array.isArray(element)) element = (element as readonly unknown[]).find((item) => item !== null)
  if (element === undefined || element === null) return null
  if (typeof element === "string") return parseIterableDate(element, noMillis) === null ? "string" : "date"
  if (typeof element === "number") return isLong(element) ? "long" : "double"
  if (typeof element === "boolean") return "boolean"
  return isGeoLocation(key, element) ? "geo_location" : "object"
}

/** The types that a value could have, as a type error lists them. */
export function possibleTypes(key: string, value: unknown, noMillis: DateNoMillis): readonly string[] {
  const inferred = inferFieldType(key, value, noMillis)
  if (inferred === "string") return ["string", "keyword"]
  if (inferred === "date") return ["date", "string", "keyword"]
  return inferred === null ? [] : [inferred]
}

/** Tells whether a number is a whole one that fits into 64 bits. */
export function isLong(value: number): boolean {
  return Number.isInteger(value) && Math.abs(value) < 2 ** 63
}

/** Tells whether an object under this key is a point on the map: `{"lat":…,"lon":…}` under `…_geo_location`. */
export function isGeoLocation(key: string, value: unknown): boolean {
  if (!key.endsWith("_geo_location") || typeof value !== "object" || value === null) return false
  const point = value as Record<string, unknown>
  return (
    Object.keys(point).length === 2 && typeof point["lat"] === "number" && typeof point["lon"] === "number"
  )
}
