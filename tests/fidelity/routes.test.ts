import { describe, expect, it } from "vitest"

import { readSwagger } from "./swagger.ts"
import { type VirtualAnswer, virtualSandbox } from "./virtual-sandbox.ts"

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const
const KEY = { "Api-Key": "k" }

/** Sends a request without a body, and tells the status, the page and which endpoint took it. */
function routed(
  method: string,
  path: string,
): readonly [status: number, text: string, endpoint: string | null] {
  const { sandbox, send } = virtualSandbox({ rateLimits: "off" })
  const { status, text }: VirtualAnswer = send(method, path, KEY)
  const [request] = sandbox.requests()
  return [status, text, request?.endpoint ?? null]
}

const NOT_THERE = [404, expect.stringContaining("<title>Action not found</title>") as string, null]

describe("a path of Iterable's API that the sandbox does not serve is not there, never another endpoint", () => {
  it.each([
    "users/getSentMessages?email=ann%40example.com",
    "users/forgotten",
    "users/forgottenUserIds",
    "users/merge",
    "events/inAppConsume",
    "events/trackPushOpen",
    "lists/7",
    "channels",
  ])("GET %s", (path) => {
    expect(routed("GET", path)).toEqual(NOT_THERE)
  })

  it.each([
    ["GET", "users/update"],
    ["GET", "users/bulkUpdate"],
    ["GET", "events/trackBulk"],
    ["GET", "lists/subscribe"],
    ["DELETE", "users/getByEmail"],
    ["DELETE", "lists/getUsers"],
    ["PUT", "users/update"],
    ["PATCH", "lists"],
    ["HEAD", "lists"],
  ])("nor is a path of another method: %s %s", (method, path) => {
    expect(routed(method, path)).toEqual(NOT_THERE)
  })
})

it.each([
  ["users/000", "users/{email}", 400],
  ["users/get", "users/{email}", 400],
  ["users/getsentmessages", "users/{email}", 400],
  ["users/byUserId/getSentMessages", "users/byUserId/{userId}", 400],
  ["events/byUserId/track", "events/byUserId/{userId}", 200],
  ["users/update%40example.com", "users/{email}", 200],
] as const)("a parameter may look like a path: GET %s", (path, endpoint, status) => {
  expect(routed("GET", path)).toEqual([status, expect.any(String), endpoint])
})

const swagger = readSwagger()

describe.skipIf(swagger === null)("by Iterable's API documentation", () => {
  const operations = Object.entries(swagger?.paths ?? {}).flatMap(([path, declared]) =>
    Object.keys(declared).map((method) => [method.toUpperCase(), path.slice("/api/".length)] as const),
  )
  const written = new Set(operations.map(([method, path]) => `${method} ${path}`))
  const sample = (path: string): string =>
    path.replaceAll(/\{(\w+)\}/g, (_whole, name: string) => (/email/i.test(name) ? "a%40example.com" : "7"))

  it.each(operations)("%s %s is served as itself, or not there", (method, path) => {
    const [status, text, endpoint] = routed(method, sample(path))
    if (endpoint === null) expect([status, text, endpoint]).toEqual(NOT_THERE)
    else expect([method, endpoint.replace(/^[A-Z]+ /, "")]).toEqual([method, path])
  })

  it.each([...new Set(operations.map(([, path]) => path))].filter((path) => !path.includes("{")))(
    "%s is not there by a method that it does not have",
    (path) => {
      const others = METHODS.filter((method) => !written.has(`${method} ${path}`))
      expect(others.map((method) => [method, ...routed(method, path)])).toEqual(
        others.map((method) => [method, ...NOT_THERE]),
      )
    },
  )
})
