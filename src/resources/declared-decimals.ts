import { Decimal } from "./decimal.ts"
import type { DataFields } from "./fields.ts"

/** The fields of `dataFields` whose numbers are always written with a decimal point. */
export class DeclaredDecimals {
  /** Their names; of fields in objects, in dots: `order.total`. */
  readonly fields: readonly string[]

  constructor(fields: readonly string[]) {
    this.fields = [...fields]
  }

  /** Marks them in data fields, which it changes; in arrays, each number. What is no number stays as it is. */
  markIn(dataFields: DataFields): void {
    for (const field of this.fields) mark(dataFields, field)
  }
}

function mark(fields: Record<string, unknown>, path: string): void {
  if (Object.hasOwn(fields, path)) set(fields, path, asDecimals(fields[path]))
  for (let dot = path.indexOf("."); dot !== -1; dot = path.indexOf(".", dot + 1)) {
    const name = path.slice(0, dot)
    if (Object.hasOwn(fields, name)) markWithin(fields[name], path.slice(dot + 1))
  }
}

function markWithin(value: unknown, path: string): void {
  if (Array.isArray(value)) for (const element of value) markWithin(element, path)
  else if (typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype)
    mark(value as Record<string, unknown>, path)
}

function asDecimals(value: unknown): unknown {
  if (typeof value === "number" && Number.isFinite(value)) return new Decimal(value)
  return Array.isArray(value) ? value.map(asDecimals) : value
}

function set(fields: Record<string, unknown>, name: string, value: unknown): void {
  if (name === "__proto__")
    Object.defineProperty(fields, name, { value, writable: true, enumerable: true, configurable: true })
  else fields[name] = value // oxlint-disable-line no-param-reassign -- it is a copy of ours
}
