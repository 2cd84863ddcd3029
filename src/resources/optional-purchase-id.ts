import { ResourceError } from "../errors.ts"
import { asValue, say } from "../messages/say.ts"
import { optionalText, shown } from "./fields.ts"
import { refuseUnseen } from "./unseen.ts"

const MAX_ID_BYTES = 512

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
