import { isObject } from "./data-fields.ts"

/** The JSON types that request envelopes are made of. */
export type JsonKind = "string" | "number" | "integer" | "boolean" | "object" | "array"

/** One place in a request body that has not the JSON type that its endpoint declares. */
export interface Violation {
  /** For example `obj.users[3].preferUserId`. */
  readonly path: string
  /** What should be there; `present` where a required member is missing. */
  readonly expected: JsonKind | "present"
}

/** One member of a record as its endpoint declares it. */
export interface Member {
  readonly name: string
  readonly kind: JsonKind
  readonly required?: true
}

/** Tells whether all declared members of a record have their types. Optional members may be `null`. */
export function fits(record: unknown, members: readonly Member[]): record is Record<string, unknown> {
  if (!isObject(record)) return false
  for (const member of members) {
    const value = record[member.name]
    if (value === undefined || value === null ? member.required === true : !isKind(value, member.kind))
      return false
  }
  return true
}

/** Lists what is wrong with a record. */
export function violationsOf(
  record: unknown,
  members: readonly Member[],
  path: string,
): readonly Violation[] {
  if (!isObject(record)) return [{ path, expected: "object" }]
  const violations: Violation[] = []
  for (const { name, kind, required } of members) {
    const value = record[name]
    const at = `${path}.${name}`
    if (value === undefined) {
      if (required === true) violations.push({ path: at, expected: "present" })
    } else if (value === null ? required === true : !isKind(value, kind)) {
      violations.push({ path: at, expected: kind })
    }
  }
  return violations
}

function isKind(value: unknown, kind: JsonKind): boolean {
  switch (kind) {
    case "integer":
      return Number.isInteger(value)
    case "array":
      return Array.isArray(value)
    case "object":
      return isObject(value)
    case "string":
    case "number":
    case "boolean":
      return typeof value === kind
  }
}
