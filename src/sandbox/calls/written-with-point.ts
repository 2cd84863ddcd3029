import { randomUUID } from "node:crypto"

/** A number with a point where a value may stand; texts may hold such, too. */
const MAY_HOLD_ONE = /[:,[]\s*-?\d+\.\d/
const TOKENS = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+\.\d+(?:[eE][+-]?\d+)?/g
/** Nobody else can know it. */
const MARK = `${randomUUID()}:`

/** Which members of an object or an array that was read from JSON are whole numbers that were written with a point. */
const written = new WeakMap<object, Set<string>>()

/** Parses JSON, and keeps in mind which whole numbers were written as `5.0`: to a document store, these are no integers. */
export function parseNumbersAsWritten(json: string): unknown {
  if (!MAY_HOLD_ONE.test(json)) return JSON.parse(json)
  let hasAny = false
  const marked = json.replaceAll(TOKENS, (token) => {
    if (token.startsWith('"') || !Number.isInteger(Number(token))) return token
    hasAny = true
    return `"${MARK}${token}"`
  })
  // What is not valid as it stands must not become so.
  const plain: unknown = JSON.parse(json)
  return hasAny ? unmarked(JSON.parse(marked)) : plain
}

/** Whether a number, or the first element of an array, was written with a point though it is whole. */
export function isWrittenWithPoint(container: object, key: string): boolean {
  const value = (container as Readonly<Record<string, unknown>>)[key]
  if (!Array.isArray(value)) return written.get(container)?.has(key) === true
  const first = value.findIndex((element) => element !== null)
  return first !== -1 && isWrittenWithPoint(value, String(first))
}

function unmarked(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value
  for (const [key, member] of Object.entries(value)) {
    if (typeof member !== "string" || !member.startsWith(MARK)) unmarked(member)
    else {
      const number = Number(member.slice(MARK.length))
      Object.defineProperty(value, key, {
        value: number,
        writable: true,
        enumerable: true,
        configurable: true,
      })
      written.set(value, (written.get(value) ?? new Set()).add(key))
    }
  }
  return value
}
