import { booleanWriting } from "./boolean-writing.ts"
import { dateWriting } from "./date-writing.ts"
import { numberWriting } from "./number-writing.ts"

/** How numbers are written as text. Texts of 18 digits are in the range of any long, and those of 15 in that of any double's whole numbers. */
const NUMBERS_AS_TEXT: readonly (readonly [kind: string, RegExp])[] = [
  ["whole number as text", /^-?(0|[1-9]\d{0,14})$/],
  ["whole number as text, beyond a double's precision", /^-?[1-9]\d{15,17}$/],
  // Where a leading zero means octal, only some of these are numbers.
  ["whole number as text with leading zeros, octal digits only", /^-?0[0-7]{1,14}$/],
  ["whole number as text with leading zeros", /^-?0\d{1,14}$/],
  ["whole number as text with a plus sign", /^\+(0|[1-9]\d{0,14})$/],
  ["decimal number as text", /^-?(0|[1-9]\d{0,14})\.\d{1,15}$/],
  ["decimal number as text with a plus sign", /^\+(0|[1-9]\d{0,14})\.\d{1,15}$/],
]
const POINT = /^-?\d{1,2}(\.\d{1,15})?,-?\d{1,2}(\.\d{1,15})?$/
const DATE_AND_TIME =
  /^(\d{4})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?)?(?: ?(?:Z|[+-](?:0\d|1[0-4]):?[0-5]\d))?$/
/** What begins like this and is no date may yet be taken for one. */
const ISO_DAY = /^\d{4}-\d\d-\d\d/

/**
 * The kind of a text, number or boolean: how it is written, and not what it says. Whoever converts one value of a kind to a field's type
 * converts them all. Undefined where that need not be so: of numbers at the edge of a range, say, or of dates that are none.
 */
export function valueKind(value: unknown, type: string): string | undefined {
  if (typeof value === "boolean") return "boolean"
  if (typeof value === "number") return numberKind(value, type)
  return typeof value === "string" ? textKind(value, type) : undefined
}

function numberKind(value: number, type: string): string | undefined {
  if (!Number.isInteger(value)) return Number.isFinite(value) ? "fraction" : undefined
  if (!Number.isSafeInteger(value)) return undefined
  // Seconds have fewer digits than milliseconds.
  return type === "date" ? `whole number of ${String(value).length} characters` : "whole number"
}

function textKind(text: string, type: string): string | undefined {
  const bare = text.trim()
  if (bare === "") return text === "" ? "empty text" : "blank text"
  const kind = kindOfWriting(bare, type)
  return kind === undefined || bare === text ? kind : `${kind}, among blanks`
}

function kindOfWriting(text: string, type: string): string | undefined {
  if (type === "boolean") return booleanWriting(text)
  if (type === "date") return kindOfDate(text)
  const [numberAsText] = NUMBERS_AS_TEXT.find(([, writing]) => writing.test(text)) ?? []
  if (numberAsText !== undefined) {
    const isWhole = type === "long" && text.includes(".") && Number.isInteger(Number(text))
    return isWhole ? `${numberAsText}, which is whole` : numberAsText
  }
  if (type === "long" || type === "double") return numberWriting(text)
  return isPoint(text) ? "point as text" : undefined
}

function kindOfDate(text: string): string | undefined {
  if (isDateAndTime(text)) return text.replaceAll(/\d/g, "0")
  return ISO_DAY.test(text) ? undefined : dateWriting(text)
}

/** `52.5,13.4`: a latitude and a longitude, in whichever order: beyond 90 degrees only one of the two is possible. */
function isPoint(text: string): boolean {
  return POINT.test(text) && text.split(",").every((degrees) => Math.abs(Number(degrees)) <= 90)
}

function isDateAndTime(text: string): boolean {
  const parts = DATE_AND_TIME.exec(text)
    ?.slice(1)
    .map((part: string | undefined) => Number(part ?? 0))
  if (parts === undefined) return false
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts
  const date = new Date(Date.UTC(year, month - 1, day))
  return (
    year >= 1970 &&
    date.getUTCMonth() === month - 1 &&
    date.getUTCDate() === day &&
    hour < 24 &&
    minute < 60 &&
    second < 60
  )
}
