import { ResourceError } from "../errors.ts"
import { isRecord, shown } from "../resources/fields.ts"
import type { DataFields } from "../resources/fields.ts"
import { asField, asOurs, asValue, say } from "../messages/say.ts"

/**
 * Looks for what would be lost in JSON or come out as another value: NaN would become `null`, which deletes, and a `Map` `{}`. An honest
 * `null` is let through.
 *
 * @throws {@link ResourceError} that names the field.
 */
export function refuseUnsayable(fields: DataFields, field: string): void {
  refuseInRecord(fields, field, [])
}

function refuseIn(value: unknown, field: string, within: readonly object[]): void {
  switch (typeof value) {
    case "number":
      if (Number.isFinite(value)) return
      throw new ResourceError(
        say`${asField(field)} is ${asValue(shown(value))}, which JSON cannot say (it would delete the field)`,
        field,
      )
    case "function":
    case "symbol":
      throw new ResourceError(
        say`${asField(field)} is a ${asOurs(typeof value)}, which JSON cannot say`,
        field,
      )
    case "object":
      if (value !== null) refuseInObject(value, field, within)
      return
    case "string":
    case "bigint":
    case "boolean":
    case "undefined":
  }
}

function refuseInObject(value: object, field: string, within: readonly object[]): void {
  if (value instanceof Date) {
    if (Number.isNaN(value.getTime()))
      throw new ResourceError(
        say`${asField(field)} is an invalid Date; new Date() reads texts such as 2026-03-01T10:20:30Z; where there is no date, leave the field out (undefined)`,
        field,
      )
    return
  }
  if (within.includes(value)) throw new ResourceError(say`${asField(field)} contains itself`, field)
  if ("toJSON" in value && typeof value.toJSON === "function") {
    const form: unknown = value.toJSON()
    if (form === undefined || form === null)
      throw new ResourceError(say`${asField(field)} has no JSON form`, field)
    refuseIn(form, field, [...within, value])
  } else if (Array.isArray(value)) refuseInArray(value, field, [...within, value])
  else if (isRecord(value)) refuseInRecord(value, field, [...within, value])
  else
    throw new ResourceError(
      say`${asField(field)} is ${asValue(shown(value))}; convert it to a plain object, an array or a string`,
      field,
    )
}

function refuseInArray(values: readonly unknown[], field: string, within: readonly object[]): void {
  for (let index = 0; index < values.length; index += 1) {
    const place = `${field}[${index}]`
    if (values[index] === undefined) throw new ResourceError(say`${asField(place)} is undefined`, place)
    refuseIn(values[index], place, within)
  }
}

function refuseInRecord(fields: object, field: string, within: readonly object[]): void {
  // Every value of every record passes here: no array is made of them, and no name put together, unless one is suspicious.
  for (const name in fields) {
    const value = (fields as DataFields)[name]
    if (isSayable(value) || !Object.hasOwn(fields, name)) continue
    refuseIn(value, `${field}.${name}`, within)
  }
}

/** Whether JSON surely says a value as it is. */
function isSayable(value: unknown): boolean {
  return typeof value === "string" || typeof value === "boolean" || Number.isFinite(value)
}
