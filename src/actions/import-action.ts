import type { TrackCustomEvent } from "./track-custom-event.ts"
import type { TrackPurchase } from "./track-purchase.ts"
import type { UpdateUserProfile } from "./update-user-profile.ts"

/** What a map function may ask for. */
export type ImportAction = UpdateUserProfile | TrackCustomEvent | TrackPurchase

/** The kinds of {@link ImportAction}. */
export type ImportActionKind = ImportAction["kind"]

const KINDS: ReadonlySet<unknown> = new Set<ImportActionKind>([
  "update-user-profile",
  "track-custom-event",
  "track-purchase",
])

/** Whether a value is an action, of this copy of the library or of another one. */
export function isImportAction(value: unknown): value is ImportAction {
  return typeof value === "object" && value !== null && "kind" in value && KINDS.has(value.kind)
}
