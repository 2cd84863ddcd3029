import type { StoredEvent, StoredPurchase } from "./activity-store.ts"
import { apiAnswer, invalidEmailAnswer, jsonAnswer } from "./answer.ts"
import type { Call, Outcome } from "./call.ts"
import { isEmailAddress } from "./is-email-address.ts"
import { formatIterableDate } from "./format-iterable-date.ts"
import type { StoredUser } from "./stored-user.ts"

const DEFAULT_EVENTS = 30
const MAX_EVENTS = 200

/** Answers reads of the events of one user, by email or by userId: the newest first, up to `limit`. */
export function readEvents(call: Call): Outcome {
  const { endpoint, parameter } = call.route
  const { users } = call.project
  if (endpoint === "events/byUserId/{userId}") return events(call, users.byUserId.find(parameter))
  if (!isEmailAddress(parameter)) return { answer: invalidEmailAnswer(parameter), records: 0 }
  return events(call, users.byEmail.find(parameter.toLowerCase()))
}

function events(call: Call, user: StoredUser | null): Outcome {
  const limit = Number(call.route.query.get("limit") ?? DEFAULT_EVENTS)
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_EVENTS) {
    return { answer: apiAnswer(400, "BadParams", `limit must be between 1 and ${MAX_EVENTS}`), records: 0 }
  }
  if (user === null) return { answer: jsonAnswer({ events: [] }), records: 0 }
  const { project, receivedAtMs } = call
  const visibleAtMs = receivedAtMs - project.options.visibilityDelayMs
  const custom = [...new Set(user.eventNumbers)].map((number) => project.events.byNumber(number))
  const bought = [...new Set(user.purchaseNumbers)].map((number) => project.purchases.byNumber(number))
  const visible = [...custom, ...bought]
    .filter((activity) => activity?.userNumber === user.number && activity.storedAtMs <= visibleAtMs)
    .filter((activity) => activity !== null)
    .toSorted((one, other) => other.createdAtMs - one.createdAtMs || other.number - one.number)
    .slice(0, limit)
  return { answer: jsonAnswer({ events: visible.map((activity) => shown(activity, user)) }), records: 0 }
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
