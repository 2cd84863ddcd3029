import { type Answer, apiAnswer, invalidEmailAnswer, jsonAnswer } from "../answers/answer.ts"
import type { Call } from "../calls/call.ts"
import { formatIterableDate } from "../checks/format-iterable-date.ts"
import { isEmailAddress } from "../checks/is-email-address.ts"
import type { StoredEvent, StoredPurchase } from "../project/activity-store.ts"
import type { StoredUser } from "../project/stored-user.ts"

const DEFAULT_EVENTS = 30
const MAX_EVENTS = 200

/** Answers a read of the events of a user by email. */
export function readEventsByEmail(call: Call, email: string): Answer {
  if (!isEmailAddress(email)) return invalidEmailAnswer(email)
  return readEvents(call, call.project.users.byEmail.find(email.toLowerCase()))
}

/** Answers a read of the events of a user by userId. */
export function readEventsByUserId(call: Call, userId: string): Answer {
  return readEvents(call, call.project.users.byUserId.find(userId))
}

/** The newest events and purchases first, up to `limit`. */
function readEvents({ project, query, receivedAtMs }: Call, user: StoredUser | null): Answer {
  const limit = Number(query.get("limit") ?? DEFAULT_EVENTS)
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_EVENTS) {
    return apiAnswer(400, "BadParams", `limit must be between 1 and ${MAX_EVENTS}`)
  }
  if (user === null) return jsonAnswer({ events: [] })
  const visibleAtMs = receivedAtMs - project.options.visibilityDelayMs
  const custom = [...new Set(user.eventNumbers)].map((number) => project.events.byNumber(number))
  const bought = [...new Set(user.purchaseNumbers)].map((number) => project.purchases.byNumber(number))
  const visible = [...custom, ...bought]
    .filter((activity) => activity?.userNumber === user.number && activity.storedAtMs <= visibleAtMs)
    .filter((activity) => activity !== null)
    .toSorted((one, other) => other.createdAtMs - one.createdAtMs || other.number - one.number)
    .slice(0, limit)
  return jsonAnswer({ events: visible.map((activity) => shown(activity, user)) })
}

function shown(activity: StoredEvent | StoredPurchase, user: StoredUser): object {
  const { id, createdAtMs, campaignId, templateId, dataFields } = activity
  const common = {
    createdAt: formatIterableDate(createdAtMs),
    ...(user.email === null ? {} : { email: user.email }),
    ...(user.userId === null ? {} : { userId: user.userId }),
    ...(id === null ? {} : { id }),
    ...(campaignId === null ? {} : { campaignId }),
    ...(templateId === null ? {} : { templateId }),
  }
  if ("eventName" in activity)
    return { ...common, eventName: activity.eventName, eventType: "customEvent", dataFields }
  return {
    ...common,
    eventType: "purchase",
    total: activity.total,
    shoppingCartItems: activity.items,
    ...dataFields,
  }
}
