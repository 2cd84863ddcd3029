import type { StoredEvent, StoredPurchase } from "../project/activity-store.ts"
import type { Holding } from "./holding.ts"
import { type HeldOwner, heldOwner } from "./held-owner.ts"
import type { Project } from "../project/project.ts"

/** An event that the sandbox holds. */
export type HeldEvent = StoredEvent & HeldOwner
/** A purchase that the sandbox holds. */
export type HeldPurchase = StoredPurchase & HeldOwner

/** Shows all events in the order in which they appeared. */
export function* heldEvents(project: Project): IterableIterator<HeldEvent> {
  for (const event of project.events.all()) yield { ...event, ...heldOwner(project, event.userNumber) }
}

/** Shows all purchases in the order in which they appeared. */
export function* heldPurchases(project: Project): IterableIterator<HeldPurchase> {
  for (const purchase of project.purchases.all())
    yield { ...purchase, ...heldOwner(project, purchase.userNumber) }
}

/** All events. */
export const HELD_EVENTS: Holding = { name: "events", count: ({ events }) => events.count, all: heldEvents }
/** All purchases. */
export const HELD_PURCHASES: Holding = {
  name: "purchases",
  count: ({ purchases }) => purchases.count,
  all: heldPurchases,
}
