import type { ImportAction } from "../actions/import-action.ts"
import { ResourceError } from "../errors.ts"
import type { CustomEvent } from "../resources/custom-event.ts"
import { isRecord, shown } from "../resources/fields.ts"
import type { DataFields } from "../resources/fields.ts"
import type { Purchase } from "../resources/purchase.ts"
import type { UserProfile } from "../resources/user-profile.ts"

/**
 * An action as its endpoint takes it, in JSON. Fields that were not given are left out.
 *
 * @throws {@link ResourceError} if a data field cannot be said in JSON: NaN would become `null`, which deletes, and a `Map` `{}`.
 */
export function encodeAction(action: ImportAction): string {
  switch (action.kind) {
    case "update-user-profile":
      return encodeUser(action.user, "")
    case "track-custom-event":
      return encodeEvent(action.event)
    case "track-purchase":
      return encodePurchase(action.purchase)
  }
}

/** The encoded event or purchase with an id. */
export function withId(json: string, id: string): string {
  return `${json.slice(0, -1)},"id":"${id}"}`
}

// Writing the few members by hand is about a tenth faster than JSON.stringify of a whole user.
function encodeUser(user: UserProfile, within: string): string {
  let json = "{"
  if (user.email !== undefined) json += `"email":${JSON.stringify(user.email)}`
  if (user.userId !== undefined) json += `${json === "{" ? "" : ","}"userId":${JSON.stringify(user.userId)}`
  if (user.dataFields !== undefined)
    json += `,"dataFields":${encodeDataFields(user.dataFields, `${within}dataFields`)}`
  if (user.preferUserId) json += ',"preferUserId":true'
  if (user.mergeNestedObjects) json += ',"mergeNestedObjects":true'
  return `${json}}`
}

function encodeEvent(event: CustomEvent): string {
  let json = `{"eventName":${JSON.stringify(event.eventName)}`
  if (event.email !== undefined) json += `,"email":${JSON.stringify(event.email)}`
  if (event.userId !== undefined) json += `,"userId":${JSON.stringify(event.userId)}`
  json += encodeTracking(event)
  if (event.createNewFields !== undefined) json += `,"createNewFields":${event.createNewFields}`
  return `${json}}`
}

function encodePurchase(purchase: Purchase): string {
  const user = encodeUser(purchase.user, "user.")
  for (const [index, { dataFields }] of purchase.items.entries()) {
    if (dataFields !== undefined) refuseInRecord(dataFields, `items[${index}].dataFields`, [])
  }
  const items = JSON.stringify(purchase.items)
  return `{"user":${user},"items":${items},"total":${purchase.total}${encodeTracking(purchase)}}`
}

/** The members that events and purchases share. */
function encodeTracking(tracked: CustomEvent | Purchase): string {
  let json = ""
  if (tracked.id !== undefined) json += `,"id":"${tracked.id}"`
  if (tracked.createdAt !== undefined) json += `,"createdAt":${tracked.createdAt}`
  if (tracked.dataFields !== undefined)
    json += `,"dataFields":${encodeDataFields(tracked.dataFields, "dataFields")}`
  if (tracked.campaignId !== undefined) json += `,"campaignId":${tracked.campaignId}`
  if (tracked.templateId !== undefined) json += `,"templateId":${tracked.templateId}`
  return json
}

function encodeDataFields(fields: DataFields, field: string): string {
  refuseInRecord(fields, field, [])
  return JSON.stringify(fields)
}

/** Throws where a value would be lost in JSON or come out as another one. An honest `null` is let through. */
function refuseIn(value: unknown, field: string, within: readonly object[]): void {
  switch (typeof value) {
    case "number":
      if (Number.isFinite(value)) return
      throw new ResourceError(
        `${field} is ${value}, which JSON cannot say (it would delete the field)`,
        field,
      )
    case "bigint":
      throw new ResourceError(`${field} is a BigInt; convert it to a number or a string`, field)
    case "function":
    case "symbol":
      throw new ResourceError(`${field} is a ${typeof value}, which JSON cannot say`, field)
    case "object":
      if (value !== null) refuseInObject(value, field, within)
      return
    case "string":
    case "boolean":
    case "undefined":
  }
}

function refuseInObject(value: object, field: string, within: readonly object[]): void {
  if (value instanceof Date) {
    if (Number.isNaN(value.getTime())) throw new ResourceError(`${field} is an invalid Date`, field)
    return
  }
  if (within.includes(value)) throw new ResourceError(`${field} holds itself`, field)
  if ("toJSON" in value && typeof value.toJSON === "function") {
    const form: unknown = value.toJSON()
    if (form === undefined || form === null) throw new ResourceError(`${field} has no JSON form`, field)
    refuseIn(form, field, [...within, value])
  } else if (Array.isArray(value)) refuseInArray(value, field, [...within, value])
  else if (isRecord(value)) refuseInRecord(value, field, [...within, value])
  else
    throw new ResourceError(
      `${field} is ${shown(value)}; convert it to a plain object, an array or a string`,
      field,
    )
}

function refuseInArray(values: readonly unknown[], field: string, within: readonly object[]): void {
  for (let index = 0; index < values.length; index += 1) {
    const place = `${field}[${index}]`
    if (values[index] === undefined) throw new ResourceError(`${place} is undefined`, place)
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
