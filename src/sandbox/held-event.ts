import type { StoredEvent, StoredPurchase } from "./activity-store.ts"
import { type HeldOwner, heldOwner } from "./held-owner.ts"
import type { Project } from "./project.ts"

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
