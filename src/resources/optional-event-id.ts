import { ResourceError } from "../errors.ts"
import { optionalText, shown } from "./fields.ts"
import { asValue, say } from "../messages/say.ts"
import { refuseUnseen } from "./unseen.ts"

const MAX_ID_BYTES = 512
const NOT_ALLOWED = /[^A-Za-z0-9-]/

/**
 * The id of an event, or undefined where none was given.
 *
 * Source: Iterable's Swagger file (512 bytes) and the support article on tracking events (letters, digits, hyphens); what
 * Iterable does with another id is not known, so that it is refused here.
 */
export function optionalEventId(value: unknown): string | undefined {
  const id = optionalText(value, "id")
  if (id === undefined) return undefined
  if (id.length > MAX_ID_BYTES || NOT_ALLOWED.test(id)) {
    refuseUnseen(id, "id", "all")
    throw new ResourceError(
      say`id takes letters, digits and hyphens, at most ${MAX_ID_BYTES}: ${asValue(shown(id))}`,
      "id",
    )
  }
  return id
}
