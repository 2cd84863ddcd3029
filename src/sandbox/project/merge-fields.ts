import { type DataFields, isObject, setField } from "./data-fields.ts"

/**
 * Writes new fields over the stored ones: a field that is not named stays, `null` removes its field, an object replaces
 * the stored object, or is merged into it where `deep`. Arrays are replaced. Neither argument is changed.
 *
 * Source: Iterable's API documentation, `mergeNestedObjects`; recorded answers for `null` at both levels.
 */
export function mergeFields(stored: DataFields, incoming: DataFields, deep: boolean): DataFields {
  if (!deep && withoutNulls(incoming) === incoming) return { ...stored, ...incoming }
  const merged: Record<string, unknown> = { ...stored }
  for (const [key, value] of Object.entries(incoming)) {
    if (value === null) {
      delete merged[key] // oxlint-disable-line typescript/no-dynamic-delete -- `merged` is our copy
      continue
    }
    const before = deep && Object.hasOwn(stored, key) ? stored[key] : undefined
    const replaced = isObject(value) && isObject(before) ? mergeFields(before, value, true) : dropNulls(value)
    setField(merged, key, replaced)
  }
  return merged
}

/** Leaves out the fields that are `null` at any depth of objects; gives the value itself where there are none. */
export function dropNulls(value: unknown): unknown {
  return isObject(value) ? withoutNulls(value) : value
}

/** {@link dropNulls} for a whole set of fields. */
export function withoutNulls(fields: DataFields): DataFields {
  let changes: Map<string, unknown> | null = null
  for (const key in fields) {
    const value = fields[key]
    if (typeof value !== "object") continue
    const kept = dropNulls(value)
    if (value === null || kept !== value) (changes ??= new Map()).set(key, kept)
  }
  if (changes === null) return fields
  const copy: Record<string, unknown> = { ...fields }
  for (const [key, kept] of changes) {
    if (kept === null) delete copy[key] // oxlint-disable-line typescript/no-dynamic-delete -- `copy` is ours
    else setField(copy, key, kept)
  }
  return copy
}
