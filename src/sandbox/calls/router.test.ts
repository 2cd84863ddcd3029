import fc from "fast-check"
import { expect, it } from "vitest"

import { okAnswer } from "../answers/answer.ts"
import { ALL_ENDPOINTS } from "../endpoints/all-endpoints.ts"
import type { EndpointDefinition } from "./endpoint-definition.ts"
import { Router } from "./router.ts"

function endpoint(path: string, more: Partial<EndpointDefinition> = {}): EndpointDefinition {
  const answer = (): ReturnType<typeof okAnswer> => okAnswer()
  return {
    name: path,
    method: "GET",
    path,
    keys: [],
    rateLimit: null,
    body: null,
    records: "none",
    answer,
    ...more,
  }
}

const PATHS = ["a", "a/{x}", "a/b", "a/{x}/{y}", "a/b/{y}", "a/{x}/c", "a/b/c", "{x}/b"]

it("Router prefers fixed segments to parameters, in whatever order endpoints are registered", () => {
  fc.assert(
    fc.property(fc.shuffledSubarray(PATHS, { minLength: PATHS.length }), (paths) => {
      const router = new Router(paths.map((path) => endpoint(path)))
      const found = ["a", "a/b", "a/z", "a/b/c", "a/b/z", "a/z/c", "a/z/z", "z/b"].map(
        (path) => router.match("GET", `/api/${path}`)?.endpoint.path,
      )
      expect(found).toEqual(["a", "a/b", "a/{x}", "a/b/c", "a/b/{y}", "a/{x}/c", "a/{x}/{y}", "{x}/b"])
    }),
  )
})

it("Router reads parameters and queries as they were meant", () => {
  const router = new Router([endpoint("catalogs/{catalogName}/items/{itemId}")])
  const route = router.match("GET", "/api/catalogs/a%20b/items/x%2Fy%?q=1?2&q=3")
  expect(route?.parameters).toEqual({ catalogName: "a b", itemId: "x%2Fy%" })
  expect(route?.path).toBe("/api/catalogs/a%20b/items/x%2Fy%")
  expect(route?.query.getAll("q")).toEqual(["1?2", "3"])
})

it.each([
  ["GET", "/api/a/"],
  ["GET", "/api/a//c"],
  ["GET", "/api/a/x/y/z"],
  ["POST", "/api/a/x"],
  ["GET", "/a"],
  ["GET", "/apia"],
  ["GET", "/api/n/12x"],
])("Router finds nothing for %s %s", (method, path) => {
  const numbered = endpoint("n/{id}", { parameterPatterns: { id: /^\d+$/ } })
  expect(new Router([...PATHS.map((one) => endpoint(one)), numbered]).match(method, path)).toBeNull()
})

it("Router finds endpoints by name", () => {
  const router = new Router(ALL_ENDPOINTS)
  for (const one of ALL_ENDPOINTS) expect(router.byName(one.name)).toBe(one)
  expect(() => router.byName("users/none")).toThrow("no endpoint of the name users/none")
})
