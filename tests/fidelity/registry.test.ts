import { readdirSync } from "node:fs"

import { expect, it } from "vitest"

import { ALL_ENDPOINTS } from "../../src/sandbox/endpoints/all-endpoints.ts"
import { FIXED_PATHS } from "../../src/sandbox/calls/fixed-paths.ts"

const FOLDER = new URL("../../src/sandbox/endpoints/", import.meta.url)
const files = readdirSync(FOLDER).filter((name) => !name.endsWith(".test.ts") && name !== "all-endpoints.ts")

it.each(files)("src/sandbox/endpoints/%s is one endpoint, and in the registry", async (file) => {
  const exported = Object.values((await import(new URL(file, FOLDER).pathname)) as object)
  expect(exported).toHaveLength(1)
  expect(ALL_ENDPOINTS).toContain(exported[0])
})

it.each(ALL_ENDPOINTS)(
  "$name is named after its path, or its method and its path",
  ({ name, method, path }) => {
    expect([path, `${method} ${path}`]).toContain(name)
    expect(path).toMatch(/^(?:[A-Za-z]+|\{[A-Za-z]+\})(?:\/(?:[A-Za-z]+|\{[A-Za-z]+\}))*$/)
  },
)

it.each(ALL_ENDPOINTS)("$name says the same of its records everywhere", ({ records, body, applies }) => {
  if (typeof records === "object") {
    expect(body).toContainEqual(expect.objectContaining({ name: records.in, kind: "array", required: true }))
  }
  expect(applies === undefined).toBe(records === "none")
})

it("the registry has an endpoint for each file", () => {
  expect(ALL_ENDPOINTS).toHaveLength(files.length)
  expect(new Set(FIXED_PATHS).size).toBe(FIXED_PATHS.length)
})
