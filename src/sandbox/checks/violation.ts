import { isObject } from "../project/data-fields.ts"

/** The JSON types that request bodies are made of. */
export type JsonKind = "string" | "number" | "integer" | "boolean" | "object" | "array"

/** One place in a request body that has not the JSON type that its endpoint declares. */
export interface Violation {
  /** For example `obj.users[3].preferUserId`. */
  readonly path: string
  /** What should be there; `present` where a required member is missing. */
  readonly expected: JsonKind | "present"
}

/** One member of a body, or of an object in it, as its endpoint declares it. */
export interface Member {
  readonly name: string
  readonly kind: JsonKind
  readonly required?: true
  /** The members of the object, or of each object of the array. @defaultValue any */
  readonly members?: readonly Member[]
}

/** Tells whether all declared members have their types, at every depth. Optional members may be `null`. */
export function fits(value: unknown, members: readonly Member[]): value is Record<string, unknown> {
  if (!isObject(value)) return false
  for (const member of members) {
    const inner = value[member.name]
    if (inner === undefined || inner === null) {
      if (member.required === true) return false
    } else if (!isKind(inner, member.kind) || !fitsInside(inner, member)) {
      return false
    }
  }
  return true
}

function fitsInside(value: unknown, { members }: Member): boolean {
  if (members === undefined) return true
  if (!Array.isArray(value)) return fits(value, members)
  for (const item of value) if (!fits(item, members)) return false
  return true
}

/** Lists what is wrong with an object: with its own members first, then with what is in them. */
export function violationsOf(value: unknown, members: readonly Member[], path: string): readonly Violation[] {
  if (!isObject(value)) return [{ path, expected: "object" }]
  const own = members.flatMap((member) => ownViolations(value[member.name], member, path))
  const inside = members.flatMap((member) => innerViolations(value[member.name], member, path))
  return [...own, ...inside]
}

function ownViolations(value: unknown, { name, kind, required }: Member, path: string): readonly Violation[] {
  const at = `${path}.${name}`
  if (value === undefined) return required === true ? [{ path: at, expected: "present" }] : []
  const isFit = value === null ? required !== true : isKind(value, kind)
  return isFit ? [] : [{ path: at, expected: kind }]
}

function innerViolations(
  value: unknown,
  { name, kind, members }: Member,
  path: string,
): readonly Violation[] {
  if (members === undefined || value === null || !isKind(value, kind)) return []
  const at = `${path}.${name}`
  if (!Array.isArray(value)) return violationsOf(value, members, at)
  return value.flatMap((item, index) =>
    fits(item, members) ? [] : violationsOf(item, members, `${at}[${index}]`),
  )
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
