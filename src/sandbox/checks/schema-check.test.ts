import { expect, it } from "vitest"

import { type VirtualSandbox, virtualSandbox } from "../../../tests/fidelity/virtual-sandbox.ts"

const PATH = "users/bulkUpdate"

function send({ post }: VirtualSandbox, ...fields: readonly object[]): Record<string, unknown> {
  const users = fields.map((dataFields, index) => ({ email: `u${index}@example.com`, dataFields }))
  return post(PATH, { users }).json as Record<string, unknown>
}

it("a type error is answered as recorded", () => {
  const { post } = virtualSandbox({ projectId: 10_216 })
  const { status, text } = post("users/update", { email: "a@example.com", dataFields: { signupDate: "GGG" } })
  expect(status).toBe(400)
  expect(text).toBe(
    `{"msg":"Project 10216: The request does not have the same data types as the data previously submitted. Field 'signupDate' already exists for type 'user' and has a data type of 'date' but possible types 'string, keyword' in the request.","code":"RequestFieldsTypesMismatched","params":{"validationErrors":{"signupDate":{"incomingTypes":["string","keyword"],"expectedType":"date","_type":"UnexpectedType","offendingValue":"GGG","category":"user"}}}}`,
  )
})

it.each<[string, unknown, string]>([
  ["flag", true, "boolean"],
  ["count", 3, "long"],
  ["share", 1.5, "double"],
  ["text", "x", "string"],
  ["day", "2026-01-31", "date"],
  ["home_geo_location", { lat: 1, lon: 2 }, "geo_location"],
  ["home", { lat: 1, lon: 2 }, "object"],
  ["counts", [1, 2], "long"],
  ["things", [{ a: 1 }], "object"],
])("the first value of %s, %j, locks the type %s", (field, value, type) => {
  const sandbox = virtualSandbox()
  expect(send(sandbox, { [field]: value })).toMatchObject({ successCount: 1 })
  expect(sandbox.get("users/getFields").json).toMatchObject({ fields: { [field]: type } })
})

it("null and an empty array lock nothing", () => {
  const sandbox = virtualSandbox()
  expect(send(sandbox, { a: null, b: [] })).toMatchObject({ successCount: 1, createdFields: [] })
  expect(send(sandbox, { a: 1, b: ["x"] })).toMatchObject({ successCount: 1, createdFields: ["a", "b"] })
})

it.each<[string, unknown, unknown, boolean]>([
  ["double takes a whole number", 1.5, 2, true],
  ["long refuses a fraction", 2, 1.5, false],
  ["long refuses a text", 2, "2", false],
  ["string refuses a number", "x", 2, false],
  ["string takes a date", "x", "2026-01-31", true],
  ["date refuses a text", "2026-01-31", "soon", false],
  ["date takes another format", "2026-01-31", "2026-01-31T10:00:00.000Z", true],
  ["boolean refuses a number", true, 1, false],
  ["boolean refuses a text", true, "true", false],
  ["object refuses a text", { a: 1 }, "x", false],
  ["string refuses an object", "x", { a: 1 }, false],
  ["nested fields are typed too", { a: 1 }, { a: "x" }, false],
  ["an array counts as its elements", [1], 2, true],
  ["every element counts", [1], [2, "x"], false],
  ["objects in arrays are typed too", [{ a: 1 }], [{ a: 2 }, { a: "x" }], false],
])("%s", (_what, first, second, isTaken) => {
  const sandbox = virtualSandbox()
  expect(send(sandbox, { field: first })).toMatchObject({ successCount: 1 })
  const answer = send(sandbox, { field: second })
  expect(answer).toMatchObject(isTaken ? { successCount: 1 } : { code: "RequestFieldsTypesMismatched" })
})

it("two values of one request can be at odds, and a refused request locks nothing and writes nothing", () => {
  const sandbox = virtualSandbox()
  expect(send(sandbox, { n: 1 }, { n: "x" })).toMatchObject({
    params: { validationErrors: { n: { expectedType: "long", offendingValue: "x" } } },
  })
  expect(sandbox.sandbox.counts().users).toBe(0)
  expect(send(sandbox, { n: "x" })).toMatchObject({ successCount: 1 })
})

it("type errors name all fields, or the first", () => {
  for (const typeMismatchListing of ["all-fields", "first-field"] as const) {
    const sandbox = virtualSandbox({
      behavior: { typeMismatchListing },
      userFields: { a: "long", "b.c": "boolean", b: "object" },
    })
    const { params } = send(sandbox, { a: "x" }, { b: { c: 1 } }) as { params: { validationErrors: object } }
    expect(Object.keys(params.validationErrors)).toEqual(
      typeMismatchListing === "all-fields" ? ["a", "b.c"] : ["a"],
    )
  }
})

it("per record, only the records at fault fail, and they add no fields", () => {
  const sandbox = virtualSandbox({ behavior: { bulkTypeMismatch: "per-record" } })
  expect(send(sandbox, { n: 1 }, { fresh: true, n: "x" }, { n: 2 })).toMatchObject({
    successCount: 2,
    failCount: 1,
    createdFields: ["n"],
    failedUpdates: { invalidDataEmails: ["u1@example.com"], invalidEmails: [] },
  })
  expect([...sandbox.sandbox.users()].map(({ email }) => email)).toEqual(["u0@example.com", "u2@example.com"])
})

it("relaxed coercion takes scalars for numbers and strings", () => {
  const sandbox = virtualSandbox({
    behavior: { numericCoercion: "relaxed" },
    userFields: { long: "long", double: "double", string: "string", boolean: "boolean" },
  })
  expect(send(sandbox, { long: 1.5, double: "2.5", string: 3 })).toMatchObject({ successCount: 1 })
  expect(send(sandbox, { long: "x" })).toMatchObject({ code: "RequestFieldsTypesMismatched" })
  expect(send(sandbox, { boolean: 1 })).toMatchObject({ code: "RequestFieldsTypesMismatched" })
})

it("unknown fields are dropped where the request or the project says so", () => {
  const sandbox = virtualSandbox({
    newFieldsPolicy: "drop",
    userFields: { known: "long", list: "object", "list.x": "long" },
  })
  const dataFields = { known: 1, fresh: 2, list: [{ x: 1, y: 2 }], none: [] }
  expect(send(sandbox, dataFields)).toMatchObject({
    createdFields: [],
    filteredOutFields: ["fresh", "list.y", "none"],
  })
  expect(sandbox.sandbox.user({ email: "u0@example.com" })?.dataFields).toEqual({
    known: 1,
    list: [{ x: 1 }],
  })
  const allowed = sandbox.post(PATH, {
    users: [{ email: "u0@example.com", dataFields }],
    createNewFields: true,
  })
  expect(allowed.json).toMatchObject({ createdFields: ["fresh", "list.y"], filteredOutFields: [] })
  const open = virtualSandbox()
  expect(
    open.post(PATH, { users: [{ email: "a@example.com", dataFields }], createNewFields: false }).json,
  ).toMatchObject({
    filteredOutFields: ["known", "fresh", "list", "none"],
  })
})

it("too many fields are refused as recorded, nested ones counted", () => {
  const sandbox = virtualSandbox({ maxUserFields: 3, projectId: 9434 })
  expect(send(sandbox, { a: 1 })).toMatchObject({ successCount: 1 })
  expect(send(sandbox, { A: { request: 1, other: 2 } })).toEqual({
    msg: "Project 9434: The request would increase the number of object fields to 4 by adding [A, A.request, A.other], which exceeds the limit of 3",
    code: "UniqueFieldsLimitExceeded",
    params: { limit: 3, requestedTotal: 4, newFields: ["A", "A.request", "A.other"] },
  })
  expect(send(sandbox, { A: { request: 1 } })).toMatchObject({ successCount: 1 })
  expect(sandbox.sandbox.counts().users).toBe(1)
})

it("objects nested without end are refused, other deep ones are not", () => {
  const { post } = virtualSandbox()
  const nested = (depth: number): string => `${'{"a":'.repeat(depth)}null${"}".repeat(depth)}`
  const send50 = post(PATH, `{"users":[{"email":"a@example.com","dataFields":${nested(50)}}]}`)
  expect(send50.status).toBe(200)
  const send5000 = post(PATH, `{"users":[{"email":"a@example.com","dataFields":${nested(5000)}}]}`)
  expect(send5000.json).toMatchObject({ code: "BadParams" })
})
