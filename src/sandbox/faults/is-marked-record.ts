import { isObject } from "../project/data-fields.ts"

/** Tells whether a record is one that a fault is about: it has the data field, or is about the user with the email or userId `id`. */
export function isMarkedRecord(
  record: unknown,
  { field, id }: { readonly field?: string; readonly id?: string },
): boolean {
  if (!isObject(record)) return false
  const { dataFields, user } = record
  if (field !== undefined && isObject(dataFields) && Object.hasOwn(dataFields, field)) return true
  const { email, userId } = isObject(user) ? user : record
  return id !== undefined && (email === id || userId === id)
}
