import { ResourceError } from "../errors.ts"
import { isRecord, shown } from "./fields.ts"
import type { DataFields } from "./fields.ts"
import { ownCopy } from "./own-copy.ts"
import { asField, asValue, say } from "../messages/say.ts"

/** A plain object of data fields, or undefined where it was not given: a copy. Its values are checked when it is encoded. */
export function optionalDataFields(value: unknown, field: string): DataFields | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value !== "object" || Array.isArray(value) || !isRecord(value) || "toJSON" in value) {
    throw new ResourceError(
      say`${asField(field)} must be an object of names and values, not ${asValue(shown(value))}`,
      field,
    )
  }
  return ownCopy(value as DataFields)
}
