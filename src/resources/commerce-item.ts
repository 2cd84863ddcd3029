import { ResourceError } from "../errors.ts"
import { checkFieldNames, optionalText } from "./fields.ts"
import { requiredNumber, requiredText, shown } from "./fields.ts"
import type { DataFields } from "./fields.ts"
import { optionalDataFields } from "./optional-data-fields.ts"
import { asField, asValue, say } from "../messages/say.ts"

/** What a {@link CommerceItem} is made of. */
export interface CommerceItemFields {
  readonly id: string
  readonly name: string
  /** The price of one; 0 is valid. */
  readonly price: number
  /** A whole number. */
  readonly quantity: number
  readonly sku?: string | null | undefined
  readonly description?: string | null | undefined
  /** Each a breadcrumb. */
  readonly categories?: readonly string[] | null | undefined
  readonly imageUrl?: string | null | undefined
  readonly url?: string | null | undefined
  readonly dataFields?: DataFields | null | undefined
}

const FIELDS = new Set([
  "id",
  "name",
  "price",
  "quantity",
  "sku",
  "description",
  "categories",
  "imageUrl",
  "url",
  "dataFields",
])

/**
 * One line of a purchase.
 *
 * @throws {@link ResourceError} if `id`, `name`, `price` or `quantity` is missing, or a field is wrong.
 * @example
 * ```ts
 * import { CommerceItem } from "iterable-data-import"
 *
 * const sample = new CommerceItem({ id: "sku-1", name: "Sample", price: 0, quantity: 1 })
 * console.log(sample.price) // 0
 * ```
 */
export class CommerceItem {
  readonly id: string
  readonly name: string
  readonly price: number
  readonly quantity: number
  readonly sku: string | undefined
  readonly description: string | undefined
  readonly categories: readonly string[] | undefined
  readonly imageUrl: string | undefined
  readonly url: string | undefined
  readonly dataFields: DataFields | undefined

  constructor(fields: CommerceItemFields) {
    checkFieldNames("CommerceItem", fields, FIELDS)
    this.id = requiredText(fields.id, "id")
    this.name = requiredText(fields.name, "name")
    this.price = requiredNumber(fields.price, "price")
    this.quantity = requiredNumber(fields.quantity, "quantity")
    if (!Number.isSafeInteger(this.quantity)) {
      throw new ResourceError(
        say`${asField("quantity")} must be a whole number, not ${asValue(shown(this.quantity))}`,
        "quantity",
      )
    }
    this.sku = optionalText(fields.sku, "sku")
    this.description = optionalText(fields.description, "description")
    this.categories = optionalTexts(fields.categories, "categories")
    this.imageUrl = optionalText(fields.imageUrl, "imageUrl")
    this.url = optionalText(fields.url, "url")
    this.dataFields = optionalDataFields(fields.dataFields, "dataFields")
  }
}

function optionalTexts(value: unknown, field: string): readonly string[] | undefined {
  if (value === undefined || value === null) return undefined
  if (!Array.isArray(value) || !value.every((text) => typeof text === "string")) {
    throw new ResourceError(
      say`${asField(field)} must be an array of strings, not ${asValue(shown(value))}`,
      field,
    )
  }
  return [...value]
}
