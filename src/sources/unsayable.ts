import { isDate } from "node:util/types"

/** Why JSON cannot say a record exactly. */
export interface Unsayable {
  /** Where, and what stands there: `tags[1] is NaN`. */
  readonly reason: string
  /** The record for people, as far as text can say it. */
  readonly text: string
}

/**
 * What keeps a record from coming out of JSON as it went in; undefined where nothing does.
 *
 * A valid `Date` counts as said: it comes back as its ISO 8601 text. So does a name whose value is undefined: it comes back as none.
 */
export function unsayable(record: unknown): Unsayable | undefined {
  const found = foundIn(record)
  if (found === undefined) return undefined
  return { reason: `${pathOf(found.names)} ${found.what}`, text: textOf(record) }
}

interface Found {
  /** From the inside out. */
  readonly names: (string | number)[]
  readonly what: string
}

/** What is being looked into, and what it is part of. */
interface Within {
  readonly value: object
  readonly within: Within | undefined
}

function foundIn(record: unknown): Found | undefined {
  try {
    return firstIn(record, undefined)
  } catch (error) {
    const isDeep = error instanceof RangeError
    return { names: [], what: isDeep ? "is nested too deeply" : "cannot be read in full" }
  }
}

function firstIn(value: unknown, within: Within | undefined): Found | undefined {
  if (typeof value === "string" || typeof value === "boolean" || value === null) return undefined
  if (typeof value === "number") return Number.isFinite(value) ? undefined : found(`is ${value}`)
  if (typeof value !== "object") return found(value === undefined ? "is undefined" : `is a ${typeof value}`)
  for (let at = within; at !== undefined; at = at.within)
    if (at.value === value) return found("is an object that contains itself")
  const inner = { value, within }
  return Array.isArray(value) ? firstInArray(value, inner) : firstInObject(value, inner)
}

function firstInArray(values: readonly unknown[], within: Within): Found | undefined {
  if (Object.keys(values).length !== values.length) return found("is an array with holes, or with names")
  for (let index = 0; index < values.length; index += 1) {
    const inside = firstIn(values[index], within)
    if (inside !== undefined) return below(index, inside)
  }
  return undefined
}

function firstInObject(value: object, within: Within): Found | undefined {
  const prototype: unknown = Object.getPrototypeOf(value)
  if (isPlainDate(value, prototype)) return isValid(value) ? undefined : found("is an invalid Date")
  if (prototype !== Object.prototype && !isRoot(prototype)) return found(`is ${instanceText(value)}`)
  const names = Object.keys(value)
  if (Reflect.ownKeys(value).length !== names.length) return found("has hidden names, or symbols for names")
  for (const name of names) {
    const one = (value as Readonly<Record<string, unknown>>)[name]
    const inside = one === undefined ? undefined : firstIn(one, within)
    if (inside !== undefined) return below(name, inside)
  }
  return undefined
}

/** None of a class of its own. */
function isPlainDate(value: object, prototype: unknown): value is Date {
  return isDate(value) && isRoot(Object.getPrototypeOf(prototype))
}

const isValid = (date: Date): boolean => !Number.isNaN(date.getTime())

/** None, or that of object literals, be it of another realm. */
function isRoot(prototype: unknown): boolean {
  if (prototype === null) return true
  return Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype as object, "hasOwnProperty")
}

function instanceText(value: object): string {
  const name: unknown = (value.constructor as { readonly name?: unknown } | undefined)?.name
  return typeof name === "string" && name !== "" ? `an instance of ${short(name)}` : "an instance of a class"
}

const found = (what: string): Found => ({ names: [], what })

function below(name: string | number, inside: Found): Found {
  inside.names.push(name)
  return inside
}

function pathOf(names: readonly (string | number)[]): string {
  if (names.length === 0) return "the record"
  return names
    .toReversed()
    .slice(0, MAX_NAMES)
    .map((name) => (typeof name === "number" ? `[${name}]` : `.${short(name)}`))
    .join("")
    .replace(/^\./, "")
}

const MAX_NAMES = 10
const MAX_NAME = 80

const short = (name: string): string => (name.length > MAX_NAME ? `${name.slice(0, MAX_NAME)}…` : name)

function textOf(record: unknown): string {
  try {
    return JSON.stringify(shown(record, undefined))
  } catch {
    return "(cannot be shown)"
  }
}

/** The same with words in place of what JSON cannot say. */
function shown(value: unknown, within: Within | undefined): unknown {
  if (typeof value === "number") return Number.isFinite(value) ? value : `(${value})`
  if (typeof value === "bigint") return `(${value}n)`
  if (typeof value === "undefined" || typeof value === "function" || typeof value === "symbol")
    return `(${typeof value})`
  if (typeof value !== "object" || value === null) return value
  for (let above = within; above !== undefined; above = above.within)
    if (above.value === value) return "(contains itself)"
  const inner = { value, within }
  const all = (values: Iterable<unknown>): readonly unknown[] =>
    Array.from(values, (one) => shown(one, inner))
  if (Array.isArray(value)) return all(value)
  if (isDate(value)) return isValid(value) ? value : "(invalid Date)"
  if (value instanceof Map) return { "(Map)": all(value) }
  if (value instanceof Set) return { "(Set)": all(value) }
  if (ArrayBuffer.isView(value)) return `(${value.byteLength} bytes)`
  const entries = Object.entries(value).filter(([, one]) => one !== undefined)
  return Object.fromEntries(entries.map(([name, one]) => [name, shown(one, inner)]))
}
