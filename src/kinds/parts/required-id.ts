import { ResourceError } from "../../errors.ts"
import { asField, asValue, say } from "../../messages/say.ts"
import { shown } from "../../resources/fields.ts"

/** A whole number above 0, as Iterable numbers lists, campaigns and the like. */
export function requiredId(value: unknown, field: string): number {
  if (!Number.isSafeInteger(value) || (value as number) < 1)
    throw new ResourceError(
      say`${asField(field)} must be a whole number above 0, not ${asValue(shown(value))}`,
      field,
    )
  return value as number
}
