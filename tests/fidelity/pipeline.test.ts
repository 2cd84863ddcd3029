import { describe, expect, it } from "vitest"

import type { SandboxOptions } from "../../src/sandbox/index.ts"
import { virtualSandbox } from "./virtual-sandbox.ts"

const ANN = { email: "ann@example.com" }
const OPTIONS: SandboxOptions = {
  apiKeys: ["right", { key: "web", kind: "Web", jwtSecret: "s" }],
  rateLimits: { "users/update": { perSecond: 1 }, "lists/subscribe": { perSecond: 10 } },
  maxBodyBytes: 500,
  maxRecordsPerRequest: 2,
  maxUserFields: 1,
  userFields: { age: "long" },
  lists: [{ id: 7, name: "seven" }],
  forgotten: { emails: ["gone@example.com"] },
}
const RIGHT = { "Api-Key": "right" }
const bad = { ...ANN, userId: 1 }
const unfit = { ...ANN, dataFields: { age: "x" } }
const body = (listId: number, ...subscribers: readonly unknown[]): object => ({ listId, subscribers })

/** Requests that break several rules at once: each is refused for the first one. */
describe("a request is refused for", () => {
  it.each<
    [what: string, status: number, text: string, path: string, headers: Record<string, string>, body: unknown]
  >([
    ["its route before its key", 404, "Action not found", "lists/nope", {}, "{"],
    ["its key before its token", 401, "No API key found", "users/update", {}, "{"],
    [
      "the kind of its key before its token",
      401,
      "insufficient privileges",
      "users/bulkUpdate",
      { "Api-Key": "web" },
      "{",
    ],
    ["its token before its body", 401, "BadAuthorizationHeader", "users/update", { "Api-Key": "web" }, "{"],
    ["the length of its body before its JSON", 413, "Too Large", "lists/subscribe", RIGHT, "{".repeat(501)],
    ["its JSON", 400, "BadJsonBody", "lists/subscribe", RIGHT, "{"],
    [
      "the number of its records before their types",
      400,
      "BatchTooLarge",
      "lists/subscribe",
      RIGHT,
      body(42, bad, bad, bad),
    ],
    [
      "the types of all its records before its list",
      400,
      "subscribers[1].userId",
      "lists/subscribe",
      RIGHT,
      body(42, ANN, bad),
    ],
    [
      "its list before records that name nobody",
      400,
      "invalidListId(42)",
      "lists/subscribe",
      RIGHT,
      body(42, {}),
    ],
    [
      "records that name nobody before their fields",
      400,
      "BadParams",
      "lists/subscribe",
      RIGHT,
      body(7, unfit, {}),
    ],
    [
      "too many fields before ones of wrong types",
      400,
      "UniqueFieldsLimitExceeded",
      "lists/subscribe",
      RIGHT,
      body(7, unfit, { ...ANN, dataFields: { fresh: 1 } }),
    ],
    [
      "fields of wrong types before users who are forgotten",
      400,
      "RequestFieldsTypesMismatched",
      "lists/subscribe",
      RIGHT,
      body(7, { email: "gone@example.com" }, unfit),
    ],
  ])("%s", (_what, status, text, path, headers, sent) => {
    const answer = virtualSandbox(OPTIONS).post(path, sent, headers)
    expect(answer.text).toContain(text)
    expect(answer.status).toBe(status)
  })

  it("its key before its rate, and its rate before its body, which is not counted then", () => {
    const { sandbox, post } = virtualSandbox(OPTIONS)
    const statuses = [{}, RIGHT, RIGHT, {}].map((headers) => post("users/update", "{", headers).status)
    expect(statuses).toEqual([401, 400, 429, 401])
    expect([...sandbox.requests()].map(({ records }) => records)).toEqual([0, 0, 0, 0])
  })
})

it("a record fails for malformed ids, then as forgotten, then as unknown, then for a conflict", () => {
  const { post } = virtualSandbox({
    behavior: { conflictEcho: "request" },
    forgotten: { emails: ["gone@example.com"], userIds: ["gone"] },
    lists: [{ id: 7, name: "seven" }],
  })
  post("users/bulkUpdate", { users: [ANN, { userId: "u1" }] })
  const subscribers = [
    { email: "gone@example.com", userId: "x " },
    { email: "new@example.com", userId: "gone" },
    { email: "new@example.com" },
    { ...ANN, userId: "u1" },
  ]
  const { json } = post("lists/subscribe", { listId: 7, subscribers, updateExistingUsersOnly: true })
  expect(json).toMatchObject({
    failedUpdates: {
      invalidUserIds: ["x "],
      forgottenUserIds: ["gone"],
      notFoundEmails: ["new@example.com"],
      conflictEmails: ["ann@example.com"],
    },
  })
})
