import { isJsonObject, valueAt } from "../json/json-object.ts"

/**
 * What an action holds in a data field that Iterable names, in dots where it is nested; of objects in an array, what each of them holds, in
 * an array; undefined where it has no such field. Of a purchase, its own data fields go before those of its user.
 */
export function dataFieldAt(wire: unknown, field: string): unknown {
  if (!isJsonObject(wire)) return undefined
  const own = within(wire["dataFields"], field)
  return own === undefined && isJsonObject(wire["user"]) ? within(wire["user"]["dataFields"], field) : own
}

function within(value: unknown, path: string): unknown {
  if (Array.isArray(value)) {
    const found = value.map((element) => within(element, path)).filter((one) => one !== undefined)
    return found.length === 0 ? undefined : found
  }
  const direct = valueAt(value, path)
  if (direct !== undefined || !isJsonObject(value)) return direct
  for (let dot = path.lastIndexOf("."); dot > 0; dot = path.lastIndexOf(".", dot - 1)) {
    const name = path.slice(0, dot)
    const found = Object.hasOwn(value, name) ? within(value[name], path.slice(dot + 1)) : undefined
    if (found !== undefined) return found
  }
  return undefined
}
