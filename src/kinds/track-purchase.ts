import { CHANGE_OF_IDENTITY, CHANGES_USER, CREATES_USER, RENAMES_USER } from "../actions/effect.ts"
import type { Effect } from "../actions/effect.ts"
import { changesIdentity, identityOfUser } from "../actions/identity.ts"
import type { UserFields } from "../actions/identity.ts"
import { commerceTrackPurchase } from "../endpoints/commerce-track-purchase.ts"
import type { JsonWriter } from "../json/json-writer.ts"
import { jsonText } from "../json/json-text.ts"
import { refuseUnsayable } from "../json/refuse-unsayable.ts"
import { writeValue } from "../json/write-value.ts"
import { optionalPurchaseId } from "../resources/optional-purchase-id.ts"
import { Purchase } from "../resources/purchase.ts"
import type { PurchaseFields } from "../resources/purchase.ts"
import type { Kind } from "./kind.ts"
import { onlyField } from "./parts/only-field.ts"
import { writeTracking } from "./parts/write-tracking.ts"
import { writeUser } from "./parts/write-user.ts"

/** Asks to record a purchase of a user. */
export class TrackPurchase {
  readonly kind = "track-purchase"
  readonly purchase: Purchase

  /** Copies `purchase`: later changes to it have no effect. */
  constructor(purchase: Purchase | PurchaseFields) {
    this.purchase = new Purchase(purchase)
  }
}

/** The same as a plain object, as JSON has it. */
export interface TrackPurchaseObject {
  readonly kind: TrackPurchase["kind"]
  readonly purchase: Purchase | PurchaseFields
}

const PURCHASE: Effect = { does: CREATES_USER, waitsFor: CHANGES_USER | RENAMES_USER }
const PURCHASE_WITH_FIELDS: Effect = { does: CHANGES_USER, waitsFor: CHANGES_USER | RENAMES_USER }

/** The kind of {@link TrackPurchase}. */
export const trackPurchase: Kind<TrackPurchase, typeof commerceTrackPurchase, TrackPurchaseObject> = {
  name: "track-purchase",
  className: "TrackPurchase",
  endpoint: commerceTrackPurchase,
  isMadeHere: (value) => value instanceof TrackPurchase,
  own: ({ purchase }) => new TrackPurchase(purchase),
  from: (object) => new TrackPurchase(onlyField("TrackPurchase", object, "purchase")),
  identityOf: ({ purchase }) => identityOfUser(purchase.user),
  effectOf: ({ purchase }, identity) => {
    if (changesIdentity(identity)) return CHANGE_OF_IDENTITY
    return writesProfile(purchase.user) ? PURCHASE_WITH_FIELDS : PURCHASE
  },
  overwrites: ({ dataFields, email, userId }) =>
    changesIdentity(identityOfUser({ dataFields, email, userId })) ||
    writesProfile({ dataFields, email, userId }),
  userOf: ({ purchase }) => purchase.user,
  ownFieldsOf: ({ purchase: { dataFields, items } }) => [dataFields, ...items.map((item) => item.dataFields)],
  idOf: ({ purchase }) => purchase.id,
  checkId: optionalPurchaseId,
  write: writePurchase,
}

/** Two identifiers together may give the user one that it did not have. */
function writesProfile({ dataFields, email, userId }: UserFields): boolean {
  return dataFields !== undefined || (email !== undefined && userId !== undefined)
}

function writePurchase(writer: JsonWriter, { purchase }: TrackPurchase): void {
  writer.ascii('{"user":')
  writeUser(writer, purchase.user, "user.")
  writer.ascii(',"items":')
  writeItems(writer, purchase)
  writer.ascii(',"total":')
  writer.number(purchase.total)
  writeTracking(writer, purchase)
  writer.ascii("}")
}

function writeItems(writer: JsonWriter, { items }: Purchase): void {
  const { length } = writer
  // As a class of its own, an item is not what is written fast.
  const plain = items.map((item) => ({ ...item }))
  if (writeValue(writer, plain)) return
  writer.length = length // oxlint-disable-line no-param-reassign -- what was written means nothing
  for (const [index, { dataFields }] of items.entries()) {
    if (dataFields !== undefined) refuseUnsayable(dataFields, `items[${index}].dataFields`)
  }
  writer.raw(jsonText(plain))
}
