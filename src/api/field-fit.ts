/** Whether a value can be stored in a field of a type: surely, surely not, or that depends on rules nobody wrote down. */
export type Fit = "fits" | "maybe" | "cannot"

/** `2026-01-31`, `2026-01-31 10:20:30`, `2026-01-31 10:20:30 +00:00`, `2026-01-31T10:20:30.123Z`, `…+00:00`: documented. */
const DATE =
  /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])( \d{2}:\d{2}:\d{2}( [+-]\d{2}:\d{2})?|T\d{2}:\d{2}:\d{2}\.\d{3}(Z|[+-]\d{2}:?\d{2}))?$/
const DATE_LIKE = /^\d{4}-\d{2}-\d{2}([ T][\d:.]+ ?(Z|[+-]\d{2}:?\d{2})?)?$/
const WHOLE = /^[+-]?\d+$/
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/

/**
 * How well a value from JSON fits a locked field type. An array fits as its worst element does; null and undefined always fit.
 *
 * Source: support article 208183076 (types and accepted dates) and recorded RequestFieldsTypesMismatched answers; what is
 * converted (text that looks like a number, say) is not documented, hence `maybe`.
 */
export function fitOf(value: unknown, type: string): Fit {
  if (value === null || value === undefined) return "fits"
  if (Array.isArray(value)) return worst(value.map((element) => fitOf(element, type)))
  switch (type) {
    case "boolean":
      return fitBoolean(value)
    case "long":
      return fitLong(value)
    case "double":
      return fitDouble(value)
    case "date":
      return fitDate(value)
    case "string":
    case "keyword":
      return typeof value === "string" ? "fits" : typeof value === "object" ? "cannot" : "maybe"
    case "object":
    case "nested":
      return typeof value === "object" ? "fits" : "cannot"
    case "geo_location":
      return typeof value === "object" ? "fits" : typeof value === "string" ? "maybe" : "cannot"
    default:
      return "maybe"
  }
}

function fitDate(value: unknown): Fit {
  if (typeof value === "number") return "maybe"
  if (typeof value !== "string") return "cannot"
  return DATE.test(value) ? "fits" : DATE_LIKE.test(value) ? "maybe" : "cannot"
}

function fitBoolean(value: unknown): Fit {
  if (typeof value === "boolean") return "fits"
  return value === "true" || value === "false" || value === 0 || value === 1 ? "maybe" : "cannot"
}

function fitLong(value: unknown): Fit {
  if (typeof value === "number") return Number.isInteger(value) ? "fits" : "maybe"
  return typeof value === "string" && WHOLE.test(value) ? "maybe" : "cannot"
}

function fitDouble(value: unknown): Fit {
  if (typeof value === "number") return "fits"
  return typeof value === "string" && NUMBER.test(value) ? "maybe" : "cannot"
}

function worst(fits: readonly Fit[]): Fit {
  if (fits.includes("cannot")) return "cannot"
  return fits.includes("maybe") ? "maybe" : "fits"
}
