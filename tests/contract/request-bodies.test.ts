import { existsSync, readFileSync } from "node:fs"
import {
  BulkUpdateUsersParamsSchema,
  SubscribeToListParamsSchema,
  TrackBulkEventsParamsSchema,
  UnsubscribeFromListParamsSchema,
} from "@iterable/api"
import { Ajv } from "ajv"
import type { ValidateFunction } from "ajv"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { ImportAction } from "../../src/kinds/all-kinds.ts"
import { usersBulkUpdate } from "../../src/endpoints/users-bulk-update.ts"
import { eventsTrackBulk } from "../../src/endpoints/events-track-bulk.ts"
import { commerceTrackPurchase } from "../../src/endpoints/commerce-track-purchase.ts"
import type { Endpoint } from "../../src/endpoints/endpoint.ts"
import { listsSubscribe } from "../../src/endpoints/lists-subscribe.ts"
import { listsUnsubscribe } from "../../src/endpoints/lists-unsubscribe.ts"
import { BatchBuilder, groupOf } from "../../src/batches/batch-builder.ts"
import { BufferPool } from "../../src/batches/buffer-pool.ts"
import {
  eventAction,
  purchaseAction,
  subscribeAction,
  unsubscribeAction,
  userAction,
  userFields,
} from "../kit/arbitraries.ts"
import { SubscribeToList } from "../../src/kinds/subscribe-to-list.ts"
import { UnsubscribeFromList } from "../../src/kinds/unsubscribe-from-list.ts"
import { encodedOf } from "../kit/encoded-of.ts"

type Json = Readonly<Record<string, unknown>>

/** The body of the request that would carry these actions, as far as they have in common with the first what they must. */
function bodyOf(endpoint: Endpoint, actions: readonly ImportAction[]): Json {
  const encoded = actions.map((action, index) => encodedOf(action, index + 1, "derive"))
  const groups = encoded.map(({ mapped }) => groupOf(mapped))
  const builder = new BatchBuilder(endpoint, groups[0], 3_900_000, new BufferPool())
  for (const [index, action] of encoded.entries()) if (groups[index] === groups[0]) builder.add(action)
  return JSON.parse(builder.build().bytes.toString()) as Json
}

/** What an action is made of. */
const fieldsOf = <Fields extends { readonly kind: string }>({
  kind: _kind,
  ...fields
}: Fields): Omit<Fields, "kind"> => fields

const userBody = fc
  .array(userAction, { minLength: 1, maxLength: 4 })
  .map((actions) => bodyOf(usersBulkUpdate, actions))
const eventBody = fc
  .array(eventAction, { minLength: 1, maxLength: 4 })
  .map((actions) => bodyOf(eventsTrackBulk, actions))
const subscribeBody = fc
  .tuple(subscribeAction, fc.array(userFields, { maxLength: 3 }))
  .map(([first, others]) =>
    bodyOf(listsSubscribe, [
      first,
      ...others.map((user) => new SubscribeToList({ ...fieldsOf(first), user })),
    ]),
  )
const unsubscribeBody = fc
  .tuple(unsubscribeAction, fc.array(unsubscribeAction, { maxLength: 3 }))
  .map(([first, others]) =>
    bodyOf(listsUnsubscribe, [
      first,
      ...others.map(({ user }) => new UnsubscribeFromList({ ...fieldsOf(first), user })),
    ]),
  )
const purchaseBody = purchaseAction.map((action) => bodyOf(commerceTrackPurchase, [action]))

/** Zod cannot keep a member of this name. */
const isForZod = (body: Json): boolean => !JSON.stringify(body).includes('"__proto__"')

/** A body without a member of its records. */
const without = (body: Json, array: string, member: string): Json => ({
  [array]: (body[array] as Json[]).map((record) =>
    Object.fromEntries(Object.entries(record).filter(([name]) => name !== member)),
  ),
})

/**
 * The schemas of Iterable's own TypeScript client. They drop what they do not know, so that a body that comes out as it went in
 * holds nothing that they do not know. Known gaps of theirs, which the Swagger file documents all the same:
 *
 * - `preferUserId` of the users of users/bulkUpdate is unknown to them (known in users/update);
 * - `createNewFields` of the events of events/trackBulk is left out on purpose ("safer: not used by bulk");
 * - there are none for commerce/*;
 * - `campaignId` and `channelUnsubscribe` of lists/unsubscribe are unknown to them;
 * - a data field named `__proto__` is dropped by zod itself.
 */
describe("request bodies, by the schemas of @iterable/api", () => {
  it("users/bulkUpdate takes all that is sent, but for preferUserId", () => {
    fc.assert(
      fc.property(userBody.filter(isForZod), (body) => {
        expect(BulkUpdateUsersParamsSchema.parse(body)).toEqual(without(body, "users", "preferUserId"))
      }),
      { numRuns: 300 },
    )
  })

  it("events/trackBulk takes all that is sent, but for createNewFields", () => {
    fc.assert(
      fc.property(eventBody.filter(isForZod), (body) => {
        expect(TrackBulkEventsParamsSchema.parse(body)).toEqual(without(body, "events", "createNewFields"))
      }),
      { numRuns: 300 },
    )
  })

  it("lists/subscribe takes all that is sent", () => {
    fc.assert(
      fc.property(subscribeBody.filter(isForZod), (body) => {
        expect(SubscribeToListParamsSchema.parse(body)).toEqual(body)
      }),
      { numRuns: 300 },
    )
  })

  it("lists/unsubscribe takes all that is sent, but for what it does not know", () => {
    fc.assert(
      fc.property(
        unsubscribeBody.filter(isForZod),
        ({ campaignId: _one, channelUnsubscribe: _other, ...body }) => {
          expect(UnsubscribeFromListParamsSchema.parse(body)).toEqual(body)
        },
      ),
      { numRuns: 300 },
    )
  })

  it("would not take other bodies", () => {
    expect(() => BulkUpdateUsersParamsSchema.parse({ users: [{ userId: 5 }] })).toThrow(/userId/)
    expect(() => TrackBulkEventsParamsSchema.parse({ events: [{ eventName: "e" }] })).toThrow(
      /email or userId/,
    )
  })
})

const SWAGGER = new URL("../../../shared/api-docs.json", import.meta.url)
const hasSwagger = existsSync(SWAGGER)
if (!hasSwagger) {
  console.log("Left out: request bodies by Iterable's Swagger file, as ../shared/api-docs.json is not there.")
}

/** The validator of a path's request body. Unknown members are refused: a misspelled one would be ignored by Iterable. */
function validatorOf(path: string): ValidateFunction {
  const swagger = JSON.parse(readFileSync(SWAGGER, "utf8")) as {
    readonly paths: Readonly<
      Record<string, { readonly post: { readonly parameters: readonly { readonly schema: object }[] } }>
    >
    readonly definitions: Readonly<Record<string, Json>>
  }
  const definitions = Object.fromEntries(
    Object.entries(swagger.definitions).map(([name, definition]) => [
      name,
      "properties" in definition ? { ...definition, additionalProperties: false } : definition,
    ]),
  )
  const ajv = new Ajv({ strict: false, allErrors: true })
  const isWithin = (bits: number) => (value: number) =>
    Number.isInteger(value) && Math.abs(value) <= Math.min(2 ** (bits - 1) - 1, Number.MAX_SAFE_INTEGER)
  ajv.addFormat("int32", { type: "number", validate: isWithin(32) })
  ajv.addFormat("int64", { type: "number", validate: isWithin(64) })
  ajv.addFormat("double", { type: "number", validate: Number.isFinite })
  const schema = swagger.paths[path]?.post.parameters[0]?.schema
  if (schema === undefined) throw new Error(`The Swagger file has no body for ${path}`)
  return ajv.compile({ ...schema, definitions })
}

describe.skipIf(!hasSwagger)("request bodies, by Iterable's Swagger file", () => {
  it.each([
    [usersBulkUpdate.path(undefined), userBody],
    [eventsTrackBulk.path(undefined), eventBody],
    [commerceTrackPurchase.path(undefined), purchaseBody],
    [listsSubscribe.path(undefined), subscribeBody],
    [listsUnsubscribe.path(undefined), unsubscribeBody],
  ] as const)("%s knows every member that is sent, with its type", (path, body) => {
    const validate = validatorOf(path)
    fc.assert(
      fc.property(body, (sent) => {
        validate(sent)
        expect(validate.errors ?? []).toEqual([])
      }),
      { numRuns: 300 },
    )
  })

  it("would not take other bodies", () => {
    expect(validatorOf(usersBulkUpdate.path(undefined))({ users: [{ userId: 5 }] })).toBe(false)
    expect(
      validatorOf(eventsTrackBulk.path(undefined))({ events: [{ eventName: "e", dataField: {} }] }),
    ).toBe(false)
    const item = { id: "i", name: "n", price: 1, quantity: 1.5 }
    expect(validatorOf(commerceTrackPurchase.path(undefined))({ user: {}, items: [item], total: 1 })).toBe(
      false,
    )
    expect(
      validatorOf(commerceTrackPurchase.path(undefined))({
        user: {},
        items: [],
        total: 1,
        campaignId: 2 ** 40,
      }),
    ).toBe(false)
  })
})
