import { Purchase } from "../resources/purchase.ts"
import type { PurchaseFields } from "../resources/purchase.ts"

/** Asks to record a purchase of a user. */
export class TrackPurchase {
  readonly kind = "track-purchase"
  readonly purchase: Purchase

  constructor(purchase: Purchase | PurchaseFields) {
    this.purchase = purchase instanceof Purchase ? purchase : new Purchase(purchase)
  }
}
