import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { readErrorBody } from "./error-body.ts"

describe("readErrorBody()", () => {
  it.each([
    [
      "code, msg and params",
      '{"msg":"m","code":"BadParams","params":{"a":1}}',
      { code: "BadParams", message: "m", params: { a: 1 } },
    ],
    [
      "params null",
      '{"msg":"Invalid email: ","code":"InvalidEmailAddressError","params":null}',
      { code: "InvalidEmailAddressError", message: "Invalid email:", params: {} },
    ],
    ["no params", '{"msg":"m","code":"X"}', { code: "X", message: "m", params: {} }],
    [
      "error and message",
      '{"error":"NotFound","message":"Catalog not found: rudder-test","code":"error.catalogs.notFound","data":{"args":["rudder-test"]}}',
      { code: "error.catalogs.notFound", message: "Catalog not found: rudder-test", params: {} },
    ],
    ["only error", '{"error":"NotFound"}', { code: undefined, message: "NotFound", params: {} }],
    [
      "plain text",
      "No user with that id exists!",
      { code: undefined, message: "No user with that id exists!", params: {} },
    ],
    [
      "text with JSON in it",
      'Json error: {"obj.value":[]}\n {}',
      { code: undefined, message: 'Json error: {"obj.value":[]} {}', params: {} },
    ],
    [
      "HTML",
      "<html><head><title>Action\n not found</title></head><body>x</body></html>",
      { code: undefined, message: "Action not found", params: {} },
    ],
    [
      "HTML without a title",
      "<h1>502 Bad Gateway</h1>",
      { code: undefined, message: "<h1>502 Bad Gateway</h1>", params: {} },
    ],
    ["nothing", "", { code: undefined, message: "", params: {} }],
    ["a number", "5", { code: undefined, message: "5", params: {} }],
    ["null", "null", { code: undefined, message: "null", params: {} }],
    ["an array", '["a"]', { code: undefined, message: '["a"]', params: {} }],
    [
      "members of other types",
      '{"msg":5,"code":7,"params":[1]}',
      { code: undefined, message: '{"msg":5,"code":7,"params":[1]}', params: {} },
    ],
    [
      "an empty msg beside a message",
      '{"msg":"","message":"what it is","code":"X"}',
      { code: "X", message: "what it is", params: {} },
    ],
  ])("reads %s", (_, body, expected) => {
    expect(readErrorBody(body)).toEqual(expected)
  })

  it("reads anything, and gives one line that is not long", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary", maxLength: 700 }), fc.json()), (body) => {
        const { message } = readErrorBody(body)
        expect(message.length).toBeLessThanOrEqual(501)
        expect(message).not.toMatch(/[\n\r\t]/)
      }),
    )
  })

  it.each([
    ["2017", "hdrs: ArrayBuffer((X-Forwarded-For,203.0.113.8), (Api-Key,c4n4ry))"],
    ["2022", "hdrs: List((Connection,keep-alive),(Host,api.iterable.com),(Api-Key,c4n4ry))"],
  ])(
    "keeps nothing of the request that a message of %s repeats: it holds other people's records",
    (_, headers) => {
      const msg = `[/api/events/track] body: {"events":[{"email":"somebody@example.com"}]}, ${headers}`
      const read = readErrorBody(
        JSON.stringify({ msg, code: "BadJsonBody", params: { "obj.eventName": [] } }),
      )
      expect(read).toEqual({
        code: "BadJsonBody",
        message: "[/api/events/track]",
        params: { "obj.eventName": [] },
      })
    },
  )

  it("takes no time for an answer of megabytes", () => {
    const startedMs = performance.now()
    for (const body of [
      " ".repeat(8e6),
      "<title>".repeat(1e6),
      `{"msg":${JSON.stringify(" a".repeat(2e6))}}`,
    ])
      readErrorBody(body)
    expect(performance.now() - startedMs).toBeLessThan(2_000)
  })
})
