/** The fields of a user, an event or a purchase, as JSON gave them. */
export type DataFields = Readonly<Record<string, unknown>>

/** Tells whether a JSON value is an object, and not an array or `null`. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

/** Sets a field that may have any name, `__proto__` too. */
export function setField(fields: Record<string, unknown>, key: string, value: unknown): void {
  if (key === "__proto__") {
    Object.defineProperty(fields, key, { value, enumerable: true, configurable: true, writable: true })
  } else {
    fields[key] = value // oxlint-disable-line no-param-reassign -- the purpose of this function
  }
}
