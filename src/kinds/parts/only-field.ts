import { ResourceError } from "../../errors.ts"
import { asField, asOurs, say } from "../../messages/say.ts"
import { checkFieldNames } from "../../resources/fields.ts"
import type { Action } from "../kind.ts"

/**
 * The only field that a plain object of a kind has besides `kind`.
 *
 * @param className of the kind, for messages
 * @throws {@link ResourceError} if it is missing, or if there are others: their values would be lost.
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
