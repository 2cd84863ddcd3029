import type { Rejection } from "../actions/outcome.ts"
import type { Sent } from "./answer.ts"
import { NOBODY } from "./culprits.ts"
import type { Culprits } from "./culprits.ts"
import type { ErrorBody } from "./error-body.ts"
import { isJsonObject, stringsIn } from "../json/json-object.ts"
import type { JsonObject } from "../json/json-object.ts"
import { asNames, say } from "../messages/say.ts"

/**
 * Finds who brings more new field names than the project has room for.
 *
 * Surely to blame is who brings too many alone, or who alone brings any: whatever the others add first, it does not fit.
 * Suspect are those that no longer fit once the ones before them are in. Of events, the event's name stands before each path.
 *
 * Source: recorded answer (`UniqueFieldsLimitExceeded` of events/trackBulk).
 */
export function fieldLimitCulprits(error: ErrorBody, sent: Sent): Culprits {
  const newFields = new Set(stringsIn(error.params["newFields"]))
  if (newFields.size === 0) return NOBODY
  const brought = broughtBy(sent, newFields)
  const [only] = brought.keys()
  const isOnlyOne = brought.size === 1 && brought.get(only ?? 0)?.size === newFields.size
  const room = roomIn(error.params, newFields.size)
  const limit = wholeNumber(error.params["limit"])
  const rejected = new Map<number, Rejection>()
  const suspects: number[] = []
  const taken = new Set<string>()
  for (const [index, paths] of brought) {
    if (isOnlyOne || (room !== undefined && paths.size > room)) {
      rejected.set(index, limitRejection([...paths], room, limit))
    } else {
      const together = new Set([...taken, ...paths])
      if (room === undefined || together.size > room) suspects.push(index)
      else for (const path of paths) taken.add(path)
    }
  }
  return { rejected, suspects }
}

/** The new fields that each action brings, where it brings any. */
function broughtBy(sent: Sent, newFields: ReadonlySet<string>): Map<number, ReadonlySet<string>> {
  const brought = new Map<number, ReadonlySet<string>>()
  const look = (prefixOf: (wire: JsonObject) => string): void => {
    for (let index = 0; index < sent.count; index += 1) {
      const wire = sent.wireAt(index)
      // It adds no field: what the project does not know is left out.
      if (wire["createNewFields"] === false) continue
      const prefix = prefixOf(wire)
      const paths = new Set<string>()
      if (prefix !== "" && newFields.has(prefix)) paths.add(prefix)
      for (const fields of fieldsOf(wire))
        collect(fields, prefix === "" ? "" : `${prefix}.`, newFields, paths)
      if (paths.size > 0) brought.set(index, paths)
    }
  }
  if (sent.form.fieldTypesBy === "event-name")
    look(({ eventName }) => (typeof eventName === "string" ? eventName : ""))
  if (brought.size === 0) look(() => "")
  return brought
}

function fieldsOf(wire: JsonObject): unknown[] {
  return [wire["dataFields"], isJsonObject(wire["user"]) ? wire["user"]["dataFields"] : undefined]
}

function collect(value: unknown, prefix: string, wanted: ReadonlySet<string>, paths: Set<string>): void {
  if (Array.isArray(value)) for (const element of value) collect(element, prefix, wanted, paths)
  if (!isJsonObject(value)) return
  for (const [name, inner] of Object.entries(value)) {
    if (!fixesType(inner)) continue
    const path = `${prefix}${name}`
    if (wanted.has(path)) paths.add(path)
    collect(inner, `${path}.`, wanted, paths)
  }
}

/** Whether a value adds a field: nulls and lists of nothing do not say of what type it would be. */
function fixesType(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(fixesType)
  return value !== null && value !== undefined
}

/** For how many more fields the project has room; undefined where the answer's numbers do not say, or contradict its list. */
function roomIn(params: JsonObject, newFields: number): number | undefined {
  const limit = wholeNumber(params["limit"])
  const requestedTotal = wholeNumber(params["requestedTotal"])
  if (limit === undefined || requestedTotal === undefined) return undefined
  const room = limit - (requestedTotal - newFields)
  return room >= 0 && room < newFields ? room : undefined
}

function wholeNumber(value: unknown): number | undefined {
  const number = typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value
  return typeof number === "number" && Number.isInteger(number) ? number : undefined
}

const MAX_NAMES = 3
const MAX_NAME_LENGTH = 40

function limitRejection(
  paths: readonly string[],
  room: number | undefined,
  limit: number | undefined,
): Rejection {
  const shown = paths.slice(0, MAX_NAMES).map((path) => JSON.stringify(path.slice(0, MAX_NAME_LENGTH)))
  const names = `${shown.join(", ")}${paths.length > MAX_NAMES ? ", …" : ""}`
  const has = room === undefined ? say`no room for them` : say`room for ${room} more`
  const message = say`it brings ${paths.length} field names that the project does not have (${asNames(names)}), and the project has ${has}${limit === undefined ? say`` : say`: its limit is ${limit} fields`}`
  return { stage: "api", code: "UniqueFieldsLimitExceeded", ...message }
}
