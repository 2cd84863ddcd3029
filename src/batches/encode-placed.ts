import type { ImportAction } from "../actions/import-action.ts"
import type { Rejection } from "../actions/outcome.ts"
import { writeAction, writeId } from "../api/encode-action.ts"
import { JsonWriter } from "../api/json-writer.ts"
import { messageOf } from "../errors.ts"
import type { PlacedAction } from "../mapping/mapped-records.ts"
import { optionalId } from "../resources/optional-id.ts"
import type { EncodedAction } from "./encoded-action.ts"
import { deriveId } from "./derive-id.ts"
import type { IdOrigin } from "./derive-id.ts"

/** Where the id of an event or a purchase that has none comes from: derived, or from a function of the user, or there is none. */
export type IdPolicy = "derive" | "none" | ((placed: PlacedAction, origin: IdOrigin) => string)

/**
 * Writes an action as it is to be sent, and says whether delivering it twice does no more than delivering it once; or why it cannot be
 * sent: then what was written means nothing.
 */
export type Encode = (placed: PlacedAction, writer: JsonWriter) => boolean | Rejection

/** Makes the function that writes actions, with an id where they have none. */
export function encodePlacedWith(importName: string, policy: IdPolicy): Encode {
  return (placed, writer) => {
    const { action, actionIndex, item } = placed
    const { length } = writer
    try {
      writeAction(writer, action)
      if (!needsId(action)) return true
      if (policy === "none") return false
      const { recordNumber } = item.origin ?? item.position
      const json = writer.bytes.toString("utf8", length, writer.length)
      const origin: IdOrigin = { importName, recordNumber, actionIndex, json }
      const id = policy === "derive" ? deriveId(origin) : optionalId(policy(placed, origin))
      if (id === undefined) return false
      writeId(writer, id)
      return true
    } catch (error) {
      return { stage: "validate", code: "invalid-field", message: messageOf(error) }
    }
  }
}

const FIRST_CAPACITY_BYTES = 512

/** An action that has to wait, encoded into bytes of its own; or why it cannot be sent. */
export function encodeApart(
  encode: Encode,
  placed: PlacedAction,
  marks: readonly number[],
): EncodedAction | Rejection {
  const writer = new JsonWriter(Buffer.allocUnsafe(FIRST_CAPACITY_BYTES))
  const idempotent = encode(placed, writer)
  if (typeof idempotent !== "boolean") return idempotent
  return { placed, marks, idempotent, json: Buffer.from(writer.bytes.subarray(0, writer.length)) }
}

/** Whether an action is one of those that have an id, and has none. */
export function needsId(action: ImportAction): boolean {
  switch (action.kind) {
    case "update-user-profile":
      return false
    case "track-custom-event":
      return action.event.id === undefined
    case "track-purchase":
      return action.purchase.id === undefined
  }
}
