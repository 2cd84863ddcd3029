/**
 * What a map function gets: the fields of one record by name. CSV has strings only (`SourceDataRecord`), NDJSON
 * whatever JSON holds (`SourceDataRecord<unknown>`).
 */
export type SourceDataRecord<Value = string> = Record<string, Value>

/** True for what can be a record: an object, but no array. */
export function isRecord(value: unknown): value is SourceDataRecord<unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

/** True for what can be a group of rows: an array of objects, of at least one. */
export function isGroup(value: unknown): value is readonly SourceDataRecord<unknown>[] {
  return Array.isArray(value) && value.length > 0 && value.every(isRecord)
}

/** What a value is, in words: `an array`, `null`, `a string`. */
export function kindOf(value: unknown): string {
  if (Array.isArray(value)) return "an array"
  return value === null || value === undefined ? String(value) : `a ${typeof value}`
}
