import { existsSync, readFileSync } from "node:fs"
import { BulkUpdateUsersParamsSchema, TrackBulkEventsParamsSchema } from "@iterable/api"
import { Ajv } from "ajv"
import type { ValidateFunction } from "ajv"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { ImportAction } from "../../src/kinds/all-kinds.ts"
import { usersBulkUpdate } from "../../src/endpoints/users-bulk-update.ts"
import { eventsTrackBulk } from "../../src/endpoints/events-track-bulk.ts"
import { commerceTrackPurchase } from "../../src/endpoints/commerce-track-purchase.ts"
import type { Endpoint } from "../../src/endpoints/endpoint.ts"
import { BatchBuilder } from "../../src/batches/batch-builder.ts"
import { BufferPool } from "../../src/batches/buffer-pool.ts"
import { eventAction, purchaseAction, userAction } from "../kit/arbitraries.ts"
import { encodedOf } from "../kit/encoded-of.ts"

type Json = Readonly<Record<string, unknown>>

/** The body of the request that would carry these actions. */
function bodyOf(endpoint: Endpoint, actions: readonly ImportAction[]): Json {
  const builder = new BatchBuilder(endpoint, undefined, 3_900_000, new BufferPool())
  for (const [index, action] of actions.entries()) builder.add(encodedOf(action, index + 1, "derive"))
  return JSON.parse(builder.build().bytes.toString()) as Json
}

const userBody = fc
  .array(userAction, { minLength: 1, maxLength: 4 })
  .map((actions) => bodyOf(usersBulkUpdate, actions))
const eventBody = fc
  .array(eventAction, { minLength: 1, maxLength: 4 })
  .map((actions) => bodyOf(eventsTrackBulk, actions))
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
