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

/**
 * The id of a purchase, or undefined where none was given: any text, as shops number their orders.
 *
 * Source: Iterable's Swagger file, `TrackPurchaseRequest` (512 bytes); it names no characters.
 */
export function optionalPurchaseId(value: unknown): string | undefined {
  const id = optionalText(value, "id")
  if (id === undefined) return undefined
  refuseUnseen(id, "id", "at-ends")
  const bytes = Buffer.byteLength(id)
  if (bytes > MAX_ID_BYTES) {
    throw new ResourceError(
      say`id takes at most ${MAX_ID_BYTES} bytes, and has ${bytes}: ${asValue(shown(id))}`,
      "id",
    )
  }
  return id
}
