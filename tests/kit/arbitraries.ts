import fc from "fast-check"
import type { Sent } from "../../src/answers/answer.ts"
import { encodeAction } from "../../src/kinds/encode-action.ts"
import type { JsonObject } from "../../src/json/json-object.ts"
import type { CommerceItemFields } from "../../src/resources/commerce-item.ts"
import type { CustomEventFields } from "../../src/resources/custom-event.ts"
import type { PurchaseFields } from "../../src/resources/purchase.ts"
import type { UserProfileFields } from "../../src/resources/user-profile.ts"
import { SubscribeToList } from "../../src/kinds/subscribe-to-list.ts"
import { TrackCustomEvent } from "../../src/kinds/track-custom-event.ts"
import { TrackPurchase } from "../../src/kinds/track-purchase.ts"
import { UnsubscribeFromList } from "../../src/kinds/unsubscribe-from-list.ts"
import { UpdateUserProfile } from "../../src/kinds/update-user-profile.ts"
import type { ImportAction } from "../../src/kinds/all-kinds.ts"
import { kindNamed, ofKind } from "./of-kind.ts"
import type { MappedAction } from "../../src/mapping/mapped-records.ts"

/** Any text: all of Unicode, lone surrogates, quotes, control characters. */
export const anyText: fc.Arbitrary<string> = fc.string({
  unit: fc.oneof(
    fc.string({ unit: "grapheme" }),
    fc.string({ unit: "binary", maxLength: 2 }),
    fc.constantFrom('"', "\\", "\n", "\u0000", "\ud800", "null", "__proto__"),
  ),
  maxLength: 6,
})

export const filledText: fc.Arbitrary<string> = anyText.filter((text) => text !== "")

/** What identifies somebody: any text in which everything can be seen. */
export const identifier: fc.Arbitrary<string> = filledText.filter(
  (text) => !/[\p{C}\p{Zl}\p{Zp}\u034F\u115F\u1160\u3164\uFFA0]|^\s|\s$|[^\S ]/u.test(text),
)

export const email: fc.Arbitrary<string> = fc
  .tuple(
    fc.stringMatching(/^[a-zA-Z0-9]{1,8}$/),
    fc.constantFrom("example.com", "Example.org", "mail.example.co"),
  )
  .map(([name, host]) => `${name}@${host}`)

/** Values that JSON can say, and that come back as they were. */
export const jsonValue: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    anyText,
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => (Object.is(number, -0) ? 0 : number)),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(anyText, tie("value"), { maxKeys: 3, noNullPrototype: true }),
  ),
})).value

export const dataFields: fc.Arbitrary<Record<string, unknown>> = fc.dictionary(anyText, jsonValue, {
  maxKeys: 4,
  noNullPrototype: true,
})

const optional = <Value>(arbitrary: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> =>
  fc.option(arbitrary, { nil: undefined })

const identity: fc.Arbitrary<{ email?: string; userId?: string }> = fc.oneof(
  fc.record({ email }),
  fc.record({ userId: identifier }),
  fc.record({ email, userId: identifier }),
)

const eventId: fc.Arbitrary<string> = fc.stringMatching(/^[A-Za-z0-9-]{1,40}$/)
const createdAt: fc.Arbitrary<number | Date> = fc.oneof(
  fc.integer({ min: 0, max: 4_000_000_000 }),
  fc.date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true }),
)
const campaign: fc.Arbitrary<number> = fc.integer({ min: 1, max: 2_147_483_647 })

export const userFields: fc.Arbitrary<UserProfileFields> = fc
  .tuple(
    identity,
    fc.record({
      dataFields: optional(dataFields),
      preferUserId: optional(fc.boolean()),
      mergeNestedObjects: optional(fc.boolean()),
    }),
  )
  .map(([who, rest]) => Object.assign({}, who, rest))

export const eventFields: fc.Arbitrary<CustomEventFields> = fc
  .tuple(
    identity,
    fc.record({
      eventName: filledText,
      dataFields: optional(dataFields),
      id: optional(eventId),
      createdAt: optional(createdAt),
      campaignId: optional(campaign),
      templateId: optional(campaign),
      createNewFields: optional(fc.boolean()),
    }),
  )
  .map(([who, rest]) => Object.assign({}, who, rest))

const money: fc.Arbitrary<number> = fc.oneof(
  fc.constant(0),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((amount) => amount + 0),
)

export const itemFields: fc.Arbitrary<CommerceItemFields> = fc.record({
  id: filledText,
  name: filledText,
  price: money,
  quantity: fc.integer(),
  sku: optional(filledText),
  description: optional(filledText),
  categories: optional(fc.array(anyText, { maxLength: 3 })),
  imageUrl: optional(filledText),
  url: optional(filledText),
  dataFields: optional(dataFields),
})

export const purchaseFields: fc.Arbitrary<PurchaseFields> = fc.record({
  user: userFields,
  items: fc.array(itemFields, { minLength: 1, maxLength: 3 }),
  total: money,
  id: optional(identifier),
  createdAt: optional(createdAt),
  dataFields: optional(dataFields),
  campaignId: optional(campaign),
  templateId: optional(campaign),
})

export const userAction: fc.Arbitrary<UpdateUserProfile> = userFields.map(
  (fields) => new UpdateUserProfile(fields),
)
export const eventAction: fc.Arbitrary<TrackCustomEvent> = eventFields.map(
  (fields) => new TrackCustomEvent(fields),
)
export const purchaseAction: fc.Arbitrary<TrackPurchase> = purchaseFields.map(
  (fields) => new TrackPurchase(fields),
)
const listId: fc.Arbitrary<number> = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER })
export const subscribeAction: fc.Arbitrary<SubscribeToList> = fc
  .record({ listId, user: userFields, updateExistingUsersOnly: optional(fc.boolean()) })
  .map((fields) => new SubscribeToList(fields))
export const unsubscribeAction: fc.Arbitrary<UnsubscribeFromList> = fc
  .record({
    listId,
    user: identity,
    channelUnsubscribe: optional(fc.boolean()),
    campaignId: optional(campaign),
  })
  .map((fields) => new UnsubscribeFromList(fields))
export const anyAction: fc.Arbitrary<ImportAction> = fc.oneof(
  userAction,
  eventAction,
  purchaseAction,
  subscribeAction,
  unsubscribeAction,
)

/** An action as if it came from a record of that number. */
export function mappedOf(action: ImportAction, recordNumber: number = 1): MappedAction {
  const item = { position: { recordNumber }, record: { recordNumber } }
  return { ...ofKind(action), group: action.kind, ordinal: 0, actionIndex: 0, actionCount: 1, item }
}

/** What a request with these actions carried; all of one kind. */
export function sentFrom(actions: readonly ImportAction[]): Sent {
  const wires = actions.map((action) => JSON.parse(encodeAction(ofKind(action))) as JsonObject)
  return {
    form: kindNamed(actions[0]?.kind ?? "update-user-profile").endpoint.form,
    count: wires.length,
    wireAt: (index) => wires[index] ?? {},
  }
}
