import { Ajv } from "ajv"
import { describe, expect, it } from "vitest"

import type { EndpointDefinition } from "../../src/sandbox/calls/endpoint-definition.ts"
import type { Member } from "../../src/sandbox/checks/violation.ts"
import { ALL_ENDPOINTS } from "../../src/sandbox/endpoints/all-endpoints.ts"
import {
  DOCUMENTED_RATE_LIMITS,
  ENDPOINTS,
  type Endpoint,
  type SandboxOptions,
} from "../../src/sandbox/index.ts"
import { type SwaggerOperation, type SwaggerSchema, readSwagger } from "./swagger.ts"
import { type VirtualAnswer, type VirtualSandbox, virtualSandbox } from "./virtual-sandbox.ts"

const found = readSwagger()
if (found === null)
  console.log("Left out: no copy of Iterable's API documentation lies beside the repository.")
const swagger = found ?? { definitions: {}, paths: {} }
const ajv = new Ajv({ strict: false, validateFormats: false })

function definitionOf(endpoint: Endpoint): EndpointDefinition {
  const definition = ALL_ENDPOINTS.find(({ name }) => name === endpoint)
  if (definition === undefined) throw new Error(`The sandbox has no ${endpoint}.`)
  return definition
}

function operationOf(endpoint: Endpoint): SwaggerOperation {
  const { method, path } = definitionOf(endpoint)
  const operation = swagger.paths[`/api/${path}`]?.[method.toLowerCase()]
  if (operation === undefined) throw new Error(`The documentation has no ${endpoint}.`)
  return operation
}

/** Says what is wrong with an answer, by the documentation. */
function errorsOf(endpoint: Endpoint, { status, json, text }: VirtualAnswer): readonly string[] {
  const declared = operationOf(endpoint).responses
  if (declared[String(status)] === undefined) return [`status ${status} is not declared`]
  const schema: SwaggerSchema = declared[String(status)]?.schema ?? {
    $ref: "#/definitions/IterableApiResponse",
  }
  const check = ajv.compile({ ...schema, definitions: swagger.definitions })
  return check(schema.type === "string" ? text : withoutNullParams(json))
    ? []
    : (check.errors ?? []).map((error) => JSON.stringify(error))
}

/** Recorded answers have `"params":null`, which the documentation does not allow for. */
function withoutNullParams(json: unknown): unknown {
  const { params, ...others } = json as { params?: unknown }
  return params === null || params === undefined ? others : { params, ...others }
}

/** The members of an object as the documentation declares them, with the members of objects in it. */
function documentedMembers({ $ref, properties, required = [] }: SwaggerSchema): readonly Member[] {
  if ($ref !== undefined) return documentedMembers(definitionNamed($ref))
  return Object.entries(properties ?? {}).map(([name, declared]) => {
    const schema = declared.$ref === undefined ? declared : definitionNamed(declared.$ref)
    const members = documentedMembers(schema.items ?? schema)
    return {
      name,
      kind: schema.type as Member["kind"],
      ...(required.includes(name) ? { required: true } : {}),
      ...(members.length === 0 ? {} : { members }),
    }
  })
}

function definitionNamed($ref: string): SwaggerSchema {
  const schema = swagger.definitions[$ref.replace("#/definitions/", "")]
  if (schema === undefined) throw new Error(`The documentation has no ${$ref}.`)
  return schema
}

function sorted(members: readonly Member[]): readonly Member[] {
  return members
    .map((member) => (member.members === undefined ? member : { ...member, members: sorted(member.members) }))
    .toSorted((one, other) => (one.name < other.name ? -1 : 1))
}

const user = {
  email: "ann@example.com",
  userId: "u1",
  dataFields: { age: 1, nested: { when: "2026-01-01" } },
}
const event = {
  email: "ann@example.com",
  eventName: "seen",
  id: "e-1",
  createdAt: 1_700_000_000,
  dataFields: { x: 1 },
}
const items = [{ id: "i", name: "thing", price: 1.5, quantity: 1 }]
const purchase = { user: { email: "ann@example.com" }, items, total: 1.5 }

type Send = (sandbox: VirtualSandbox) => VirtualAnswer
type Case = readonly [what: string, endpoint: Endpoint, status: number, send: Send, options: SandboxOptions]

const post =
  (endpoint: Endpoint, body: unknown): Send =>
  (sandbox) =>
    sandbox.post(definitionOf(endpoint).path, body)
const remove =
  (path: string): Send =>
  (sandbox) =>
    sandbox.delete(path)
const get =
  (path: string): Send =>
  (sandbox) =>
    sandbox.get(path)
const subscription = (...subscribers: readonly unknown[]): object => ({ listId: 7, subscribers })
const gone: SandboxOptions = { forgotten: { emails: ["gone@example.com"] } }
const dropping: SandboxOptions = { newFieldsPolicy: "drop", disallowedEventNames: ["no"] }

const CASES: readonly Case[] = (
  [
    [
      "users",
      "users/bulkUpdate",
      200,
      post("users/bulkUpdate", { users: [user, { email: "bad@" }, { email: "gone@example.com" }] }),
      gone,
    ],
    [
      "users with new fields",
      "users/bulkUpdate",
      200,
      post("users/bulkUpdate", { users: [{ userId: "u9", dataFields: { fresh: { a: 1 } } }] }),
    ],
    [
      "users with dropped fields",
      "users/bulkUpdate",
      200,
      post("users/bulkUpdate", { users: [{ userId: "u9", dataFields: { fresh: 1 } }] }),
      dropping,
    ],
    ["no users", "users/bulkUpdate", 400, post("users/bulkUpdate", { users: [] })],
    ["bad users", "users/bulkUpdate", 400, post("users/bulkUpdate", { users: [1] })],
    [
      "users of wrong types",
      "users/bulkUpdate",
      400,
      post("users/bulkUpdate", { users: [{ ...user, dataFields: { age: "x" } }] }),
    ],
    [
      "too many fields",
      "users/bulkUpdate",
      400,
      post("users/bulkUpdate", { users: [{ ...user, dataFields: { more: 1 } }] }),
      { maxUserFields: 3 },
    ],
    [
      "too many users",
      "users/bulkUpdate",
      400,
      post("users/bulkUpdate", { users: [user, user, user] }),
      { maxRecordsPerRequest: 2 },
    ],
    ["no JSON", "users/bulkUpdate", 400, post("users/bulkUpdate", "{")],
    ["a user", "users/update", 200, post("users/update", user)],
    ["no user", "users/update", 400, post("users/update", {})],
    ["a forgotten user", "users/update", 409, post("users/update", { email: "gone@example.com" }), gone],
    [
      "ids of two users",
      "users/update",
      409,
      (sandbox) => {
        sandbox.post("users/update", { userId: "u2" })
        return sandbox.post("users/update", { email: "ann@example.com", userId: "u2" })
      },
    ],
    [
      "events",
      "events/trackBulk",
      200,
      post("events/trackBulk", {
        events: [event, { ...event, email: "bad@" }, { ...event, userId: "u7", email: null }],
      }),
    ],
    [
      "events of all fates",
      "events/trackBulk",
      200,
      post("events/trackBulk", { events: [event, { ...event, eventName: "no" }] }),
      dropping,
    ],
    ["bad events", "events/trackBulk", 400, post("events/trackBulk", { events: [{}] })],
    ["an event", "events/track", 200, post("events/track", event)],
    ["an event without id", "events/track", 200, post("events/track", { ...event, id: undefined })],
    [
      "a disallowed event",
      "events/track",
      200,
      post("events/track", { ...event, eventName: "no" }),
      dropping,
    ],
    ["an event of nobody", "events/track", 400, post("events/track", { eventName: "e" })],
    [
      "an event of an unknown user",
      "events/track",
      400,
      post("events/track", { ...event, email: "new@example.com" }),
    ],
    ["a purchase", "commerce/trackPurchase", 200, post("commerce/trackPurchase", purchase)],
    [
      "a bad purchase",
      "commerce/trackPurchase",
      400,
      post("commerce/trackPurchase", { ...purchase, total: "" }),
    ],
    ["a list", "POST lists", 200, post("POST lists", { name: "new", description: "d" })],
    ["a list without a name", "POST lists", 400, post("POST lists", {})],
    ["lists", "GET lists", 200, get("lists")],
    ["a list that goes", "lists/{listId}", 200, remove("lists/7")],
    ["an unknown list that goes", "lists/{listId}", 400, remove("lists/42")],
    [
      "a suppression list",
      "GET lists",
      200,
      get("lists"),
      { lists: [{ id: 7, name: "seven", listType: "Suppression" }] },
    ],
    [
      "subscribers of all fates",
      "lists/subscribe",
      200,
      post("lists/subscribe", {
        listId: 7,
        subscribers: [user, { email: "bad@" }, { email: "gone@example.com" }, { userId: "u9" }],
      }),
      gone,
    ],
    [
      "unknown subscribers",
      "lists/subscribe",
      200,
      post("lists/subscribe", { ...subscription({ userId: "u9" }), updateExistingUsersOnly: true }),
    ],
    ["no subscribers", "lists/subscribe", 200, post("lists/subscribe", subscription())],
    ["bad subscribers", "lists/subscribe", 400, post("lists/subscribe", subscription(1))],
    [
      "subscribers of wrong types",
      "lists/subscribe",
      400,
      post("lists/subscribe", subscription({ ...user, dataFields: { age: "x" } })),
    ],
    [
      "subscribers of no list",
      "lists/subscribe",
      400,
      post("lists/subscribe", { ...subscription(user), listId: 42 }),
    ],
    [
      "those who leave",
      "lists/unsubscribe",
      200,
      post("lists/unsubscribe", subscription(user, { email: "new@example.com" }, { userId: "" })),
    ],
    [
      "those who leave no list",
      "lists/unsubscribe",
      400,
      post("lists/unsubscribe", { ...subscription(user), listId: 42 }),
    ],
    ["bad ones who leave", "lists/unsubscribe", 400, post("lists/unsubscribe", subscription({ email: 1 }))],
    ["the users of a list", "lists/getUsers", 200, get("lists/getUsers?listId=7")],
    ["the users of no list", "lists/getUsers", 400, get("lists/getUsers?listId=42")],
    ["some users of a list", "lists/previewUsers", 200, get("lists/previewUsers?listId=7&size=2")],
    ["some users of no list", "lists/previewUsers", 400, get("lists/previewUsers?listId=42")],
    ["too many users of a list", "lists/previewUsers", 400, get("lists/previewUsers?listId=7&size=5001")],
    ["the size of a list", "lists/{listId}/size", 200, get("lists/7/size")],
    ["the size of no list", "lists/{listId}/size", 400, get("lists/42/size")],
    ["a user by email", "users/getByEmail", 200, get("users/getByEmail?email=ann%40example.com")],
    ["a user by email in the path", "users/{email}", 200, get("users/ann%40example.com")],
    ["an unknown user", "users/getByEmail", 200, get("users/getByEmail?email=new%40example.com")],
    ["a malformed email", "users/getByEmail", 400, get("users/getByEmail?email=000")],
    ["a user by userId", "users/byUserId", 200, get("users/byUserId?userId=u1")],
    ["a user by userId in the path", "users/byUserId/{userId}", 200, get("users/byUserId/u1")],
    [
      "a user without email",
      "users/byUserId",
      200,
      (sandbox) => {
        sandbox.post("users/update", { userId: "bare" })
        return sandbox.get("users/byUserId?userId=bare")
      },
    ],
    ["fields", "users/getFields", 200, get("users/getFields")],
    ["events of an email", "events/{email}", 200, get("events/ann%40example.com")],
    ["events of a userId", "events/byUserId/{userId}", 200, get("events/byUserId/u1")],
  ] as readonly (readonly [string, Endpoint, number, Send, SandboxOptions?])[]
).map(([what, endpoint, status, send, options = {}]) => [what, endpoint, status, send, options] as const)

describe.skipIf(found === null)("by Iterable's API documentation", () => {
  it.each<Case>(CASES)("the answer to %s of %s is valid", (_what, endpoint, status, send, options) => {
    const sandbox = virtualSandbox({
      userFields: { age: "long", nested: "object", "nested.when": "date" },
      lists: [{ id: 7, name: "seven", description: "d" }],
      ...options,
    })
    sandbox.post("users/update", user)
    sandbox.post("events/track", event)
    const answer = send(sandbox)
    expect(answer.status).toBe(status)
    expect(errorsOf(endpoint, answer)).toEqual([])
  })

  it("every case has an endpoint and every endpoint has a case", () => {
    expect(new Set(CASES.map(([, endpoint]) => endpoint))).toEqual(new Set(ENDPOINTS))
  })

  it("the check itself finds what is wrong", () => {
    const answer = virtualSandbox().post("users/bulkUpdate", { users: [user] })
    const json = { ...(answer.json as object), failCount: "0", failedUpdates: { invalidEmails: [1] } }
    expect(errorsOf("users/bulkUpdate", { ...answer, json })).not.toEqual([])
    expect(errorsOf("users/bulkUpdate", { ...answer, status: 418 })).not.toEqual([])
  })

  it.each(ENDPOINTS)("a wrong key for %s gets a declared answer", (endpoint) => {
    const { method, path } = definitionOf(endpoint)
    const called = path
      .replace("{email}", "a%40example.com")
      .replace("{userId}", "u1")
      .replace("{listId}", "7")
    const answer = virtualSandbox({ apiKeys: ["right"] }).send(method, called)
    expect(answer.status).toBe(401)
    expect(errorsOf(endpoint, answer)).toEqual([])
  })

  it.each(ENDPOINTS)("the rate limit of %s is the documented one", (endpoint) => {
    const text = (operationOf(endpoint).description ?? "").replaceAll(/<[^>]*>/g, "")
    const [, number, unit] = /Rate limit: ([\d,]+) requests\/(second|minute), per project/.exec(text) ?? []
    const documented = number === undefined ? undefined : Number(number.replaceAll(",", ""))
    const limit = DOCUMENTED_RATE_LIMITS[endpoint]
    expect(limit?.perSecond).toBe(
      documented === undefined ? undefined : documented / (unit === "minute" ? 60 : 1),
    )
    if (unit === "minute") expect(limit?.burst).toBe(documented)
  })

  it.each(ALL_ENDPOINTS)("the members of the body of $name are the documented ones", ({ name, body }) => {
    const parameter = operationOf(name).parameters?.find((one) => one.in === "body")
    const documented = parameter?.schema === undefined ? [] : documentedMembers(parameter.schema)
    expect(sorted(body ?? [])).toEqual(sorted(documented))
    expect(body === null).toBe(parameter === undefined)
  })

  it.each<[Endpoint, string]>([
    ["users/bulkUpdate", "FailedUserUpdates"],
    ["events/trackBulk", "FailedEventUpdates"],
    ["lists/subscribe", "FailedUserUpdates"],
    ["lists/unsubscribe", "FailedUserUpdates"],
  ])("failures of %s have the lists of %s", (endpoint, definition) => {
    const body = { users: [user], events: [event], listId: 7, subscribers: [{ email: user.email }] }
    const { json } = virtualSandbox({ unknownListsPolicy: "create" }).post(endpoint, body)
    const { failedUpdates } = json as { failedUpdates: object }
    const documented = Object.keys(swagger.definitions[definition]?.properties ?? {})
    expect(Object.keys(failedUpdates).toSorted()).toEqual(documented.toSorted())
  })
})
