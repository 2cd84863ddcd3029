import { ResourceError } from "../../errors.ts"
import { asField, asOurs, say } from "../../messages/say.ts"
import { checkFieldNames } from "../../resources/fields.ts"
import type { Action } from "../kind.ts"

/**
 * The one field that a plain object of a kind has beside `kind`.
 *
 * @param className that of the kind
 * @throws {@link ResourceError} if it is missing, or there are others: what they say would get lost.
 */
export function onlyField<Of extends Action, Name extends Exclude<keyof Of, "kind"> & string>(
  className: string,
  object: Of,
  name: Name,
): Of[Name] {
  const { kind: _kind, ...fields } = object
  checkFieldNames(className, fields, new Set([name]))
  const value = object[name]
  if (value === undefined || value === null)
    throw new ResourceError(say`${asField(name)} is missing: ${asOurs(className)} needs it`, name)
  return value
}
