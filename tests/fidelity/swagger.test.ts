import { Ajv } from "ajv"
import { describe, expect, it } from "vitest"

import { EVENT_MEMBERS } from "../../src/sandbox/event-record.ts"
import {
  DOCUMENTED_RATE_LIMITS,
  ENDPOINTS,
  type Endpoint,
  type SandboxOptions,
} from "../../src/sandbox/index.ts"
import { USER_MEMBERS } from "../../src/sandbox/user-record.ts"
import { SINGLE_USER_MEMBERS } from "../../src/sandbox/users-update.ts"
import type { Member } from "../../src/sandbox/violation.ts"
import { type SwaggerOperation, type SwaggerSchema, readSwagger } from "./swagger.ts"
import { type VirtualAnswer, type VirtualSandbox, virtualSandbox } from "./virtual-sandbox.ts"

const found = readSwagger()
if (found === null)
  console.log("Left out: no copy of Iterable's API documentation lies beside the repository.")
const swagger = found ?? { definitions: {}, paths: {} }
const ajv = new Ajv({ strict: false, validateFormats: false })

function operationOf(endpoint: Endpoint): SwaggerOperation {
  const operations = swagger.paths[`/api/${endpoint}`] ?? {}
  const operation = WRITES.has(endpoint) ? operations["post"] : operations["get"]
  if (operation === undefined) throw new Error(`The documentation has no ${endpoint}.`)
  return operation
}

const WRITES: ReadonlySet<Endpoint> = new Set<Endpoint>([
  "users/bulkUpdate",
  "users/update",
  "events/trackBulk",
  "events/track",
  "commerce/trackPurchase",
])

/** Says what is wrong with an answer, by the documentation. */
function errorsOf(endpoint: Endpoint, { status, json }: VirtualAnswer): readonly string[] {
  const declared = operationOf(endpoint).responses
  if (declared[String(status)] === undefined) return [`status ${status} is not declared`]
  const schema: SwaggerSchema = declared[String(status)]?.schema ?? {
    $ref: "#/definitions/IterableApiResponse",
  }
  const check = ajv.compile({ ...schema, definitions: swagger.definitions })
  return check(withoutNullParams(json)) ? [] : (check.errors ?? []).map((error) => JSON.stringify(error))
}

/** Recorded answers have `"params":null`, which the documentation does not allow for. */
function withoutNullParams(json: unknown): unknown {
  const { params, ...others } = json as { params?: unknown }
  return params === null || params === undefined ? others : { params, ...others }
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
    sandbox.post(endpoint, body)
const get =
  (path: string): Send =>
  (sandbox) =>
    sandbox.get(path)
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
    const path = endpoint.replace("{email}", "a%40example.com").replace("{userId}", "u1")
    const sandbox = virtualSandbox({ apiKeys: ["right"] })
    const answer = WRITES.has(endpoint) ? sandbox.post(path, {}) : sandbox.get(path)
    expect(answer.status).toBe(401)
    expect(errorsOf(endpoint, answer)).toEqual([])
  })

  it.each(ENDPOINTS)("the rate limit of %s is the documented one", (endpoint) => {
    const text = (operationOf(endpoint).description ?? "").replaceAll(/<[^>]*>/g, "")
    const documented = /Rate limit: ([\d,]+) requests\/second, per project/.exec(text)?.[1]
    const expected = documented === undefined ? undefined : Number(documented.replaceAll(",", ""))
    expect(DOCUMENTED_RATE_LIMITS[endpoint]?.perSecond).toBe(expected)
  })

  it.each<[string, readonly Member[]]>([
    ["OptionalApiUser", USER_MEMBERS],
    ["ApiUserUpdateRequest", SINGLE_USER_MEMBERS],
    ["TrackRequest", EVENT_MEMBERS],
  ])("the members of %s are the documented ones", (name, members) => {
    const { properties = {}, required = [] } = swagger.definitions[name] ?? {}
    const documented = Object.entries(properties).map(([member, { type }]) => [
      member,
      type,
      required.includes(member),
    ])
    const ours = members.map((member) => [member.name, member.kind, member.required === true])
    expect(new Set(ours)).toEqual(new Set(documented))
  })

  it.each<[Endpoint, string]>([
    ["users/bulkUpdate", "FailedUserUpdates"],
    ["events/trackBulk", "FailedEventUpdates"],
  ])("failures of %s have the lists of %s", (endpoint, definition) => {
    const body = endpoint === "users/bulkUpdate" ? { users: [user] } : { events: [event] }
    const { json } = virtualSandbox().post(endpoint, body)
    const { failedUpdates } = json as { failedUpdates: object }
    const documented = Object.keys(swagger.definitions[definition]?.properties ?? {})
    expect(Object.keys(failedUpdates).toSorted()).toEqual(documented.toSorted())
  })
})
