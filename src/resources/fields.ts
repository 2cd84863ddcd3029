import { ResourceError } from "../errors.ts"
import type { Message } from "../messages/message.ts"
import { asField, asNames, asOurs, asValue, say } from "../messages/say.ts"
import { nearestName } from "./nearest-name.ts"

/** Throws a {@link ResourceError} where `fields` is no object, or holds a name that is not in `known`: a typing mistake would lose data. */
export function checkFieldNames(resource: string, fields: unknown, known: ReadonlySet<string>): void {
  if (typeof fields !== "object" || fields === null) {
    throw new ResourceError(
      say`${asOurs(resource)} takes an object of fields, not ${asValue(shown(fields))}`,
      "",
    )
  }
  for (const name in fields) {
    if (!known.has(name)) {
      const fieldNames = asOurs([...known].join(", "))
      throw new ResourceError(
        say`${asOurs(resource)} has no field "${asNames(name)}"${meant(name, known)}; it has ${fieldNames}`,
        name,
      )
    }
  }
}

/** Which of some names of the library's own was probably meant, to be put behind another name. */
export function meant(name: string, known: Iterable<string>): Message {
  const nearest = nearestName(name, known)
  return nearest === undefined ? say`` : say` (did you mean ${asOurs(nearest)}?)`
}

/** A string, or undefined where it was not given (undefined, null or empty); anything else is refused. */
export function optionalText(value: unknown, field: string): string | undefined {
  if (value === undefined || value === null || value === "") return undefined
  if (typeof value !== "string")
    throw new ResourceError(say`${asField(field)} must be a string, not ${asValue(shown(value))}`, field)
  return value
}

/** A string that is not empty. */
export function requiredText(value: unknown, field: string): string {
  const text = optionalText(value, field)
  if (text === undefined)
    throw new ResourceError(say`${asField(field)} is missing: ${asValue(shown(value))}`, field)
  return text
}

/** A finite number; 0 is one. Text is refused: `Number("")` is 0, so that the conversion is the map function's to decide. */
export function requiredNumber(value: unknown, field: string): number {
  if (typeof value !== "number" || !Number.isFinite(value)) {
    throw new ResourceError(
      say`${asField(field)} must be a finite number, not ${asValue(shown(value))}`,
      field,
    )
  }
  return value
}

/** A whole number, or undefined where it was not given. */
export function optionalInteger(value: unknown, field: string): number | undefined {
  if (value === undefined || value === null) return undefined
  if (!Number.isSafeInteger(value)) {
    throw new ResourceError(
      say`${asField(field)} must be a whole number, not ${asValue(shown(value))}`,
      field,
    )
  }
  return value as number
}

/** `true` or `false`, or undefined where it was not given. */
export function optionalBoolean(value: unknown, field: string): boolean | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value !== "boolean")
    throw new ResourceError(say`${asField(field)} must be true or false, not ${asValue(shown(value))}`, field)
  return value
}

/** Whether an object is one of names and values: a promise, a `Map` or a `Set` has none, and would come out empty. */
export function isRecord(value: object): boolean {
  // Most are object literals; asking for the tag makes a string.
  return Object.getPrototypeOf(value) === Object.prototype || tagOf(value) === "Object"
}

/**
 * Fields of the user's own, by name: strings, finite numbers, booleans, `Date`s, arrays and objects of them. `undefined`
 * is left out; **`null` deletes the field from a user's profile** (Source: recorded answers of users/update).
 */
export type DataFields = Readonly<Record<string, unknown>>

/** A value as an error message shows it: short, and never longer than a line. */
export function shown(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.length > 80 ? `${value.slice(0, 77)}...` : value)
  if (Array.isArray(value)) return "an array"
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "an invalid Date" : "a Date"
  if (typeof value === "object" && value !== null) return shownObject(value)
  if (typeof value === "function") return "a function"
  return String(value)
}

function shownObject(value: object): string {
  if ("toJSON" in value) return "an object with a JSON form of its own"
  return isRecord(value) ? "an object" : `an object of the kind ${tagOf(value)}`
}

/** `Object` for plain objects and those of most classes, else what it is: `Promise`, `Map`, `RegExp`. */
function tagOf(value: object): string {
  return Object.prototype.toString.call(value).slice("[object ".length, -1)
}
