import { identityOf } from "../actions/identity.ts"
import type { ImportAction } from "../actions/import-action.ts"
import type { Rejection } from "../actions/outcome.ts"
import { encodeAction, withId } from "../api/encode-action.ts"
import { messageOf } from "../errors.ts"
import type { PlacedAction } from "../mapping/mapped-records.ts"
import { optionalId } from "../resources/optional-id.ts"
import type { EncodedAction } from "./encoded-action.ts"
import { deriveId } from "./derive-id.ts"
import type { IdOrigin } from "./derive-id.ts"
import { identityMarks } from "./identity-marks.ts"

/** Where the id of an event or a purchase that has none comes from: derived, or from a function of the user, or there is none. */
export type IdPolicy = "derive" | "none" | ((placed: PlacedAction, origin: IdOrigin) => string)

/** Makes the function that turns actions into what a batch holds. */
export function encodePlacedWith(
  importName: string,
  policy: IdPolicy,
): (placed: PlacedAction) => EncodedAction | Rejection {
  return (placed) => {
    try {
      const { action } = placed
      const json = encodeAction(action)
      const marks = identityMarks(identityOf(action))
      if (!needsId(action) || policy === "none") return { placed, marks, json, idempotent: !needsId(action) }
      const { recordNumber } = placed.item.origin ?? placed.item.position
      const origin: IdOrigin = { importName, recordNumber, actionIndex: placed.actionIndex, json }
      const id = policy === "derive" ? deriveId(origin) : optionalId(policy(placed, origin))
      if (id === undefined) return { placed, marks, json, idempotent: false }
      return { placed, marks, json: withId(json, id), idempotent: true }
    } catch (error) {
      return { stage: "validate", code: "invalid-field", message: messageOf(error) }
    }
  }
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
