import type { CustomEvent } from "../resources/custom-event.ts"
import { createdAtSeconds } from "../resources/created-at.ts"
import { optionalId } from "../resources/optional-id.ts"
import { ownCopy } from "../resources/own-copy.ts"
import type { UserProfile } from "../resources/user-profile.ts"
import { TrackCustomEvent } from "./track-custom-event.ts"
import { TrackPurchase } from "./track-purchase.ts"
import { UpdateUserProfile } from "./update-user-profile.ts"

/**
 * The same action in objects of its own: a map function may change the one that it has returned, and return it again for another record.
 *
 * What is as it was when it was checked is not checked once more.
 *
 * @throws {@link ResourceError} if it was changed into what is not right.
 */
export function ownAction(
  action: UpdateUserProfile | TrackCustomEvent | TrackPurchase,
): UpdateUserProfile | TrackCustomEvent | TrackPurchase {
  switch (action.kind) {
    case "update-user-profile":
      return isChecked(action.user) && isCheckedUser(action.user)
        ? { kind: action.kind, user: ownUser(action.user) }
        : new UpdateUserProfile(action.user)
    case "track-custom-event":
      return isChecked(action.event) && isCheckedEvent(action.event)
        ? { kind: action.kind, event: ownEvent(action.event) }
        : new TrackCustomEvent(action.event)
    case "track-purchase":
      return new TrackPurchase(action.purchase)
  }
}

/** Whether the members that users and events share can have passed the checks as they are. */
function isChecked({ dataFields, email, userId }: UserProfile | CustomEvent): boolean {
  return (
    (email === undefined ? userId !== undefined : isName(email) && email.trim() === email) &&
    (userId === undefined || isName(userId)) &&
    (dataFields === undefined || Object.getPrototypeOf(dataFields) === Object.prototype)
  )
}

function isCheckedEvent({
  campaignId,
  createdAt,
  createNewFields,
  eventName,
  id,
  templateId,
}: CustomEvent): boolean {
  return (
    isName(eventName) &&
    (id === undefined || optionalId(id) === id) &&
    campaignId === undefined &&
    templateId === undefined &&
    createNewFields === undefined &&
    (createdAt === undefined || (Number.isInteger(createdAt) && createdAtSeconds(createdAt) === createdAt))
  )
}

function isCheckedUser({ mergeNestedObjects, preferUserId }: UserProfile): boolean {
  return typeof preferUserId === "boolean" && typeof mergeNestedObjects === "boolean"
}

function isName(value: unknown): boolean {
  return typeof value === "string" && value !== ""
}

function ownUser({ dataFields, email, mergeNestedObjects, preferUserId, userId }: UserProfile): UserProfile {
  return {
    email,
    userId,
    dataFields: dataFields && ownCopy(dataFields),
    preferUserId,
    mergeNestedObjects,
  }
}

function ownEvent({
  campaignId,
  createdAt,
  createNewFields,
  dataFields,
  email,
  eventName,
  id,
  templateId,
  userId,
}: CustomEvent): CustomEvent {
  return {
    eventName,
    email,
    userId,
    dataFields: dataFields && ownCopy(dataFields),
    id,
    createdAt,
    campaignId,
    templateId,
    createNewFields,
  }
}
