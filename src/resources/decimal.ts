import { ResourceError } from "../errors.ts"
import { asValue, say } from "../messages/say.ts"
import { shown } from "./fields.ts"

/** Known to every copy of the library: map files may load one of their own. */
const DECIMAL = Symbol.for("iterable-data-import.decimal")
const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/
const DIGITS_OF_A_DOUBLE = 15

/** A number in data fields that is written with a decimal point, whole or not; made by {@link decimal}. */
export class Decimal {
  readonly value: number

  /** @internal */
  constructor(value: number) {
    // JSON has no other zero.
    this.value = value === 0 ? 0 : value
    Object.defineProperty(this, DECIMAL, { value: true })
    Object.freeze(this)
  }

  toJSON(): number {
    return this.value
  }

  valueOf(): number {
    return this.value
  }
}

/**
 * Marks a number in data fields to be written with a decimal point: `5` as `5.0`. The first value that a field gets fixes its type in
 * Iterable, and a whole one makes it one for whole numbers.
 *
 * @param value a finite number, or text that says one in digits; text with more digits than a number keeps is refused
 * @throws {@link ResourceError} if it is neither.
 * @example
 * ```ts
 * import { decimal, UpdateUserProfile } from "iterable-data-import"
 *
 * const action = new UpdateUserProfile({ email: "ada@example.com", dataFields: { score: decimal(0) } })
 * console.log(JSON.stringify(action.user.dataFields)) // {"score":0}
 * // What is sent is {"score":0.0}.
 * ```
 */
export function decimal(value: number | string): Decimal {
  const number = typeof value === "string" ? numberIn(value) : value
  if (typeof number !== "number" || !Number.isFinite(number))
    throw new ResourceError(
      say`decimal() takes a finite number, or its digits as text, not ${asValue(shown(value))}`,
      "",
    )
  return new Decimal(number)
}

/** Whether an object is a {@link Decimal}, of this copy of the library or another. */
export function isDecimal(value: object): value is Decimal {
  return DECIMAL in value
}

/** As JSON: the shortest text for the number that has a point. */
export function decimalJson({ value }: Decimal): string {
  const json = String(value)
  if (json.includes(".")) return json
  const exponent = json.indexOf("e")
  return exponent === -1 ? `${json}.0` : `${json.slice(0, exponent)}.0${json.slice(exponent)}`
}

function numberIn(text: string): number | undefined {
  if (!NUMBER.test(text)) return undefined
  const number = Number(text)
  const digits = significantDigits(text)
  const isKept = digits.length <= DIGITS_OF_A_DOUBLE ? number !== 0 || digits === "" : false
  if (isKept || digits === significantDigits(String(number))) return number
  throw new ResourceError(
    say`decimal() got more digits than a number keeps: ${asValue(shown(text))}; round it first, or send it as text`,
    "",
  )
}

/** The digits without the point, the exponent, and the zeros at both ends. */
function significantDigits(text: string): string {
  const digits = text
    .replace(/[eE].*$/, "")
    .replaceAll(/\D/g, "")
    .replace(/^0+/, "")
  let end = digits.length
  while (digits[end - 1] === "0") end -= 1
  return digits.slice(0, end)
}
