import { type DateNoMillis, parseIterableDate } from "./iterable-date.ts"

/**
 * The type that a data field has, for ever, from its first value on.
 *
 * Source: Iterable support, "Field Data Types" (article 208183076).
 */
export type FieldType = "string" | "date" | "long" | "double" | "boolean" | "object" | "geo_location"

/** Infers the type of a new field from its first value; `null` and empty arrays say nothing. */
export function inferFieldType(key: string, value: unknown, noMillis: DateNoMillis): FieldType | null {
  if (typeof value === "string") return parseIterableDate(value, noMillis) === null ? "string" : "date"
  if (typeof value === "number") return isLong(value) ? "long" : "double"
  if (typeof value === "boolean") return "boolean"
  if (Array.isArray(value)) {
    const element: unknown = value.find((item) => item !== null)
    return element === undefined ? null : inferFieldType(key, element, noMillis)
  }
  if (value === null) return null
  return isGeoLocation(key, value) ? "geo_location" : "object"
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
