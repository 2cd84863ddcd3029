import type { CustomEventFields } from "../resources/custom-event.ts"
import type { PurchaseFields } from "../resources/purchase.ts"
import type { UserProfileFields } from "../resources/user-profile.ts"
import { ownAction } from "./own-action.ts"
import { TrackCustomEvent } from "./track-custom-event.ts"
import { TrackPurchase } from "./track-purchase.ts"
import { UpdateUserProfile } from "./update-user-profile.ts"

/** What a map function may ask for. */
export type ImportAction = UpdateUserProfile | TrackCustomEvent | TrackPurchase

/** The kinds of {@link ImportAction}. */
export type ImportActionKind = ImportAction["kind"]

/**
 * The action that a value is, or undefined where it is none; in objects of its own, so that what becomes of the value changes nothing.
 * One that was not made here, but by another copy of the library or by hand, is made anew, so that what is in it is checked.
 *
 * @throws {@link ResourceError} if such a one is not right.
 */
export function importActionFrom(value: unknown): ImportAction | undefined {
  if (
    value instanceof UpdateUserProfile ||
    value instanceof TrackCustomEvent ||
    value instanceof TrackPurchase
  ) {
    return ownAction(value)
  }
  if (typeof value !== "object" || value === null) return undefined
  const { kind, user, event, purchase } = value as Readonly<Record<string, unknown>>
  if (kind === "update-user-profile") return new UpdateUserProfile(user as UserProfileFields)
  if (kind === "track-custom-event") return new TrackCustomEvent(event as CustomEventFields)
  if (kind === "track-purchase") return new TrackPurchase(purchase as PurchaseFields)
  return undefined
}
