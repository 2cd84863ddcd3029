import { booleanWriting } from "./boolean-writing.ts"
import { dateWriting } from "./date-writing.ts"

/** Whether a value can be stored in a field of a type: surely, surely not, or that depends on rules nobody wrote down. */
export type Fit = "fits" | "maybe" | "cannot"

/** `2026-01-31`, `2026-01-31 10:20:30`, `2026-01-31 10:20:30 +00:00`, `2026-01-31T10:20:30.123Z`, `…+00:00`: documented. */
const DATE =
  /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])( \d{2}:\d{2}:\d{2}( [+-]\d{2}:\d{2})?|T\d{2}:\d{2}:\d{2}\.\d{3}(Z|[+-]\d{2}:?\d{2}))?$/
const DATE_LIKE = /^\d{4}-\d{2}-\d{2}([ T][\d:.]+ ?(Z|[+-]\d{2}:?\d{2})?)?$/
/** `5`, `2.5`, `1e3`; with whatever separates the digits: `1,000`, `1.234,5`. */
const NUMBER_LIKE = /^[+-]?[.,]?\d[\d.,'_\s]*(?:[eE][+-]?\d+)?$/

/**
 * How well a value from JSON fits a locked field type. An array fits as its worst element does; null and undefined always fit. Numbers
 * in an array may be a place, longitude first, as in GeoJSON.
 *
 * Source: support article 208183076 (types and accepted dates) and recorded RequestFieldsTypesMismatched answers; what is
 * converted is not documented, hence `maybe`: blank text, and text that looks like a number, a date or a boolean.
 */
export function fitOf(value: unknown, type: string): Fit {
  if (value === null || value === undefined) return "fits"
  if (Array.isArray(value)) return worst(value.map((element) => fitOfElement(element, type)))
  if (isText(type)) return typeof value === "string" ? "fits" : typeof value === "object" ? "cannot" : "maybe"
  if (isBlank(value)) return "maybe"
  switch (type) {
    case "boolean":
      return fitBoolean(value)
    case "long":
      return fitLong(value)
    case "double":
      return fitDouble(value)
    case "date":
      return fitDate(value)
    case "object":
    case "nested":
      return typeof value === "object" ? "fits" : "cannot"
    case "geo_location":
      return typeof value === "object" ? "fits" : typeof value === "string" ? "maybe" : "cannot"
    default:
      return "maybe"
  }
}

function fitOfElement(element: unknown, type: string): Fit {
  return type === "geo_location" && typeof element === "number" ? "maybe" : fitOf(element, type)
}

/** Whether a value is a text of nothing but blanks, if of that: an empty cell of CSV. */
export function isBlank(value: unknown): boolean {
  return typeof value === "string" && value.trim() === ""
}

function isText(type: string): boolean {
  return type === "string" || type === "keyword"
}

function fitDate(value: unknown): Fit {
  if (typeof value === "number") return "maybe"
  if (typeof value !== "string") return "cannot"
  if (DATE.test(value)) return "fits"
  return DATE_LIKE.test(value) || dateWriting(value.trim()) !== undefined ? "maybe" : "cannot"
}

function fitBoolean(value: unknown): Fit {
  if (typeof value === "boolean") return "fits"
  const isWord = typeof value === "string" && booleanWriting(value.trim()) !== undefined
  return isWord || value === 0 || value === 1 ? "maybe" : "cannot"
}

function fitLong(value: unknown): Fit {
  if (typeof value === "number") return Number.isInteger(value) ? "fits" : "maybe"
  return fitNumberLike(value)
}

function fitDouble(value: unknown): Fit {
  if (typeof value === "number") return "fits"
  return fitNumberLike(value)
}

function fitNumberLike(value: unknown): Fit {
  return typeof value === "string" && NUMBER_LIKE.test(value.trim()) ? "maybe" : "cannot"
}

function worst(fits: readonly Fit[]): Fit {
  if (fits.includes("cannot")) return "cannot"
  return fits.includes("maybe") ? "maybe" : "fits"
}
