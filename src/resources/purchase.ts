import { ResourceError } from "../errors.ts"
import { CommerceItem } from "./commerce-item.ts"
import type { CommerceItemFields } from "./commerce-item.ts"
import { createdAtSeconds } from "./created-at.ts"
import type { CreatedAt } from "./created-at.ts"
import { checkFieldNames, optionalInteger, requiredNumber, shown } from "./fields.ts"
import type { DataFields } from "./fields.ts"
import { optionalDataFields } from "./optional-data-fields.ts"
import { optionalPurchaseId } from "./optional-purchase-id.ts"
import { UserProfile } from "./user-profile.ts"
import type { UserProfileFields } from "./user-profile.ts"
import { within } from "./within.ts"
import { asValue, say } from "../messages/say.ts"

/** What a {@link Purchase} is made of. */
export interface PurchaseFields {
  /** Who bought. Iterable also updates (or creates) this user's profile, and empties the stored shopping cart. */
  readonly user: UserProfile | UserProfileFields
  /** At least one. */
  readonly items: readonly (CommerceItem | CommerceItemFields)[]
  /** The order's value; 0 is valid. */
  readonly total: number
  /** Any text of at most 512 bytes, such as the order's number: a purchase of the same id is updated, not doubled. */
  readonly id?: string | null | undefined
  /** When it happened: a `Date` or Unix seconds. Without it Iterable takes the moment of arrival. */
  readonly createdAt?: CreatedAt | null | undefined
  readonly dataFields?: DataFields | null | undefined
  readonly campaignId?: number | null | undefined
  readonly templateId?: number | null | undefined
}

const FIELDS = new Set([
  "user",
  "items",
  "total",
  "id",
  "createdAt",
  "dataFields",
  "campaignId",
  "templateId",
])

/**
 * What a user bought in one order.
 *
 * @throws {@link ResourceError} if `user`, `items` or `total` is missing, or a field is wrong, within the user or an item too.
 * @example
 * ```ts
 * import { Purchase } from "iterable-data-import"
 *
 * const purchase = new Purchase({
 *   user: { email: "ada@example.com" },
 *   items: [{ id: "sku-1", name: "Mug", price: 12.5, quantity: 2 }],
 *   total: 25,
 * })
 * console.log(purchase.items.length) // 1
 * ```
 */
export class Purchase {
  readonly user: UserProfile
  readonly items: readonly CommerceItem[]
  readonly total: number
  readonly id: string | undefined
  /** Unix time in seconds. */
  readonly createdAt: number | undefined
  readonly dataFields: DataFields | undefined
  readonly campaignId: number | undefined
  readonly templateId: number | undefined

  constructor(fields: PurchaseFields) {
    checkFieldNames("Purchase", fields, FIELDS)
    this.user = within("user", () => new UserProfile(fields.user))
    if (!Array.isArray(fields.items) || fields.items.length === 0) {
      const found = Array.isArray(fields.items) ? say`an empty one` : asValue(shown(fields.items))
      throw new ResourceError(say`items must be an array of at least one item, not ${found}`, "items")
    }
    // Other than map(), from() also looks at holes.
    this.items = Array.from(fields.items, (item: CommerceItem | CommerceItemFields, index) =>
      within(`items[${index}]`, () => new CommerceItem(item)),
    )
    this.total = requiredNumber(fields.total, "total")
    this.id = optionalPurchaseId(fields.id)
    this.createdAt = createdAtSeconds(fields.createdAt)
    this.dataFields = optionalDataFields(fields.dataFields, "dataFields")
    this.campaignId = optionalInteger(fields.campaignId, "campaignId")
    this.templateId = optionalInteger(fields.templateId, "templateId")
  }
}
