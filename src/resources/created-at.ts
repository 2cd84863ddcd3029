import { ResourceError } from "../errors.ts"
import { shown } from "./fields.ts"
import { asValue, say } from "../messages/say.ts"

/** A moment: a `Date`, or Unix time in seconds, whole or with a fraction. */
export type CreatedAt = Date | number

/** Seconds above this are of the year 5138, so that milliseconds were surely meant. */
const FIRST_IMPLAUSIBLE_SECOND = 1e11

const READABLE = say`new Date() reads texts such as 2026-03-01T10:20:30Z; where there is no date, leave the field out (undefined)`

/**
 * Unix time in whole seconds, or undefined where none was given.
 *
 * Milliseconds are refused, as they can be told apart and Iterable's documents name no unit.
 * Source: Iterable's Swagger file, `createdAt` is "a unix timestamp", int64.
 */
export function createdAtSeconds(value: unknown): number | undefined {
  if (value === undefined || value === null) return undefined
  if (value instanceof Date) {
    const milliseconds = value.getTime()
    if (Number.isNaN(milliseconds))
      throw new ResourceError(say`createdAt is an invalid Date; ${READABLE}`, "createdAt")
    return Math.floor(milliseconds / 1000)
  }
  if (typeof value !== "number" || !Number.isFinite(value)) {
    throw new ResourceError(
      say`createdAt must be a Date or Unix seconds, not ${asValue(shown(value))}${typeof value === "string" ? say`; ${READABLE}` : say``}`,
      "createdAt",
    )
  }
  if (Math.abs(value) >= FIRST_IMPLAUSIBLE_SECOND) {
    throw new ResourceError(
      say`createdAt must be in seconds: ${asValue(shown(value))} looks like milliseconds (divide by 1000, or give a Date)`,
      "createdAt",
    )
  }
  return Math.floor(value)
}
