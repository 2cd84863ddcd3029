import type { ErrorBody } from "./error-body.ts"
import { isJsonObject } from "../json/json-object.ts"

/** What a refusal says of a field whose type was not met. */
export interface FieldMismatch {
  /** In dots where it is nested. */
  readonly field: string
  readonly expectedType: string
  /** One that it refuses, where it says so. Of arrays, it is not documented whether it is an element. */
  readonly offendingValue?: unknown
  /** Of users `user`. Of events it is not documented; presumably the event's name, as types of event fields are locked by it. */
  readonly category: string | undefined
}

/** The types that a refusal names, where it is one for types. */
export function fieldMismatches({ code, params }: ErrorBody): readonly FieldMismatch[] {
  const errors = code === "RequestFieldsTypesMismatched" ? params["validationErrors"] : undefined
  if (!isJsonObject(errors)) return []
  return Object.entries(errors).flatMap(([field, detail]) => {
    if (!isJsonObject(detail) || typeof detail["expectedType"] !== "string") return []
    const { category, expectedType, offendingValue } = detail
    return [
      { field, expectedType, offendingValue, category: typeof category === "string" ? category : undefined },
    ]
  })
}

/** Whether an offending value is that one; numbers and the like may be told as text. */
export function isOffending(value: unknown, offendingValue: unknown): boolean {
  if (offendingValue === undefined) return false
  const isScalar = typeof value === "number" || typeof value === "boolean"
  if (isScalar && String(value) === offendingValue) return true
  return JSON.stringify(value) === JSON.stringify(offendingValue)
}

/**
 * Whether an offending value may be that one, or an element of it: enough to believe the answer, but not to blame who holds it.
 *
 * How values are told is not documented, so that text, JSON and a cut-off beginning all count.
 */
export function mayBeOffending(value: unknown, offendingValue: unknown): boolean {
  if (isOffending(value, offendingValue)) return true
  if (Array.isArray(value) && value.some((element) => mayBeOffending(element, offendingValue))) return true
  const text = asText(value)
  const told = asText(offendingValue)
  if (text === "" || told === "") return false
  return text === told || isCutOff(text, told) || (typeof value === "number" && Number(told) === value)
}

/** A text as it is, all else as JSON with its members in the order of their names. */
const asText = (value: unknown): string =>
  (typeof value === "string" ? value : (JSON.stringify(value, inOrder) ?? "")).trim()

const inOrder = (_: string, value: unknown): unknown =>
  isJsonObject(value)
    ? Object.fromEntries(Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1)))
    : value

/** Without a mark at its end, a beginning of fewer characters may be another value. */
const FEWEST_CHARACTERS_OF_A_BEGINNING = 20

function isCutOff(text: string, told: string): boolean {
  const mark = ["...", "…"].find((one) => told.endsWith(one)) ?? ""
  const beginning = told.slice(0, told.length - mark.length)
  const fewest = mark === "" ? FEWEST_CHARACTERS_OF_A_BEGINNING : 1
  return beginning.length >= fewest && text.startsWith(beginning)
}
