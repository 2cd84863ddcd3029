import { TrackCustomEvent, TrackPurchase, UpdateUserProfile } from "iterable-data-import"
import { eventOf, purchaseOf, userOf } from "../data/meanings.js"

/**
 * The map function of each kind of record.
 *
 * @type {Record<string, (record: any) => import("iterable-data-import").ImportAction>}
 */
export const MAP_FUNCTIONS = {
  users: (record) => new UpdateUserProfile(userOf(record)),
  events: (record) => new TrackCustomEvent(eventOf(record)),
  purchases: (record) => new TrackPurchase(purchaseOf(record)),
}
