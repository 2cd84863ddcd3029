import { Decimal, isDecimal } from "./decimal.ts"
import { isRecord } from "./fields.ts"

/** An object that is being copied, and its copy: what contains itself is copied as what contains itself. */
interface Copying {
  readonly original: object
  readonly copy: object
  readonly within: Copying | undefined
}

/**
 * A copy of names and values that shares nothing with them that may change, at any depth, since map functions may use one object for all
 * records. What has a JSON form of its own is taken in that form; what JSON cannot say is left for the one who writes it to refuse.
 */
export function ownCopy(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const copy = { ...fields }
  copyWithin(copy, { original: fields, copy, within: undefined })
  return copy
}

/** Makes the values of a copy its own. */
function copyWithin(copy: Record<string, unknown>, within: Copying): void {
  for (const name in copy) {
    const value = copy[name]
    // Most are none, and nothing is done for them.
    if (typeof value !== "object" || value === null) continue
    const own = ownValue(value, within)
    if (name === "__proto__")
      Object.defineProperty(copy, name, { value: own, writable: true, enumerable: true, configurable: true })
    else copy[name] = own
  }
}

function ownValue(value: object, within: Copying): unknown {
  for (let at: Copying | undefined = within; at !== undefined; at = at.within)
    if (at.original === value) return at.copy
  if (Object.getPrototypeOf(value) === Date.prototype) return new Date((value as Date).getTime())
  if (isDecimal(value)) return value instanceof Decimal ? value : new Decimal((value as Decimal).value)
  if ("toJSON" in value && typeof value.toJSON === "function") {
    const form: unknown = value.toJSON()
    if (typeof form !== "object") return form === undefined ? value : form
    return form === null ? value : ownValue(form, { original: value, copy: value, within })
  }
  if (Array.isArray(value)) {
    // As long as the original, so that its holes stay holes.
    const copy: unknown[] = value.slice()
    const inner = { original: value, copy, within }
    for (let index = 0; index < copy.length; index += 1) {
      const item = copy[index]
      if (typeof item === "object" && item !== null) copy[index] = ownValue(item, inner)
    }
    return copy
  }
  if (!isRecord(value)) return value
  const copy: Record<string, unknown> = { ...value }
  copyWithin(copy, { original: value, copy, within })
  return copy
}
