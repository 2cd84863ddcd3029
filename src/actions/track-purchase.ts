import { Purchase } from "../resources/purchase.ts"
import type { PurchaseFields } from "../resources/purchase.ts"

/** Asks to record a purchase of a user. */
export class TrackPurchase {
  readonly kind = "track-purchase"
  readonly purchase: Purchase

  /** Takes a copy: what becomes of `purchase` later changes nothing. */
  constructor(purchase: Purchase | PurchaseFields) {
    this.purchase = new Purchase(purchase)
  }
}
