import { Kinds } from "./kinds.ts"
import { subscribeToList } from "./subscribe-to-list.ts"
import { trackCustomEvent } from "./track-custom-event.ts"
import { trackPurchase } from "./track-purchase.ts"
import { unsubscribeFromList } from "./unsubscribe-from-list.ts"
import { updateUserProfile } from "./update-user-profile.ts"

/** One line for each kind, in the order in which they are told of. */
class BuiltInKinds {
  readonly updateUserProfile: typeof updateUserProfile = updateUserProfile
  readonly trackCustomEvent: typeof trackCustomEvent = trackCustomEvent
  readonly trackPurchase: typeof trackPurchase = trackPurchase
  readonly subscribeToList: typeof subscribeToList = subscribeToList
  readonly unsubscribeFromList: typeof unsubscribeFromList = unsubscribeFromList
}

type BuiltIn = BuiltInKinds[keyof BuiltInKinds]

/** All kinds of import actions. */
export const ALL_KINDS: Kinds<BuiltIn> = new Kinds(Object.values(new BuiltInKinds()) as BuiltIn[])

/** What a map function may ask for. */
export type ImportAction = ReturnType<BuiltIn["from"]>

/** The same as plain objects, as JSON has them: each is checked as its class checks what it is made of. */
export type ImportActionObject = Parameters<BuiltIn["from"]>[0]

/** The kinds of {@link ImportAction}. */
export type ImportActionKind = BuiltIn["name"]

/** The endpoints through which they are delivered, by their short names. */
export type EndpointName = BuiltIn["endpoint"]["name"]
