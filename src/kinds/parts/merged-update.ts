import { fitOf, isBlank } from "../../answers/field-fit.ts"
import { jsonText } from "../../json/json-text.ts"
import { isDecimal } from "../../resources/decimal.ts"
import type { UserProfile, UserProfileFields } from "../../resources/user-profile.ts"

/**
 * One update that does what two do in turn, or undefined where none does exactly that.
 *
 * Top-level fields overwrite each other, so that the later value counts. Two updates are merged only if they name the same user by
 * the same identifiers, change none of these, merge no nested objects, and give no field values of two types: the first of
 * them might fix the field's type and have the second one refused.
 */
export function mergedUpdate(one: UserProfile, other: UserProfile): UserProfileFields | undefined {
  const isSameUser = one.email?.toLowerCase() === other.email?.toLowerCase() && one.userId === other.userId
  const isPlain =
    !one.mergeNestedObjects && !other.mergeNestedObjects && one.preferUserId === other.preferUserId
  if (!isSameUser || !isPlain || changesIdentity(one) || changesIdentity(other)) return undefined
  const fields: Record<string, unknown> = { ...one.dataFields }
  for (const [name, value] of Object.entries(other.dataFields ?? {})) {
    if (value === undefined) continue
    if (Object.hasOwn(fields, name) && fields[name] !== undefined && !isSameType(fields[name], value))
      return undefined
    Object.defineProperty(fields, name, { value, writable: true, enumerable: true, configurable: true })
  }
  const { email, userId, preferUserId } = other
  return { email, userId, preferUserId, dataFields: fields }
}

function changesIdentity({ dataFields }: UserProfile): boolean {
  return (
    dataFields !== undefined && (Object.hasOwn(dataFields, "email") || Object.hasOwn(dataFields, "userId"))
  )
}

/** Whether two values would fix the same type. Of what is made of several values only the very same counts. */
function isSameType(one: unknown, other: unknown): boolean {
  if (isMade(one) || isMade(other)) return jsonText(one) === jsonText(other)
  return typeOf(one) === typeOf(other)
}

function isMade(value: unknown): boolean {
  return typeof value === "object" && !(value instanceof Date) && !(value !== null && isDecimal(value))
}

function typeOf(value: unknown): string {
  if (typeof value === "object" && value !== null && isDecimal(value)) return "double"
  if (value instanceof Date) return "date"
  if (typeof value === "bigint") return "long"
  if (typeof value === "number") return Number.isInteger(value) ? "long" : "double"
  // A text that looks like a date may fix the type date.
  if (typeof value === "string") {
    const fit = isBlank(value) ? "cannot" : fitOf(value, "date")
    return fit === "fits" ? "date" : `text that ${fit} be a date`
  }
  return typeof value
}
