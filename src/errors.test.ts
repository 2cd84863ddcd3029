import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { hostileThrown } from "../tests/kit/hostile-thrown.ts"
import { isThrown, messageOf, propertyOf } from "./errors.ts"

describe("messageOf()", () => {
  it.each([
    [new Error("no such country"), "no such country"],
    [new TypeError(""), "TypeError"],
    ["no", "no"],
    [undefined, "undefined"],
    [null, "null"],
    [5n, "5"],
    [Symbol("s"), "Symbol(s)"],
    [{ status: 404 }, '{"status":404}'],
    [{ amount: 5n }, "what was thrown cannot be shown"],
    ["x".repeat(600), `${"x".repeat(500)}…`],
  ])("says what %o says", (thrown, message) => {
    expect(messageOf(thrown)).toBe(message)
  })

  it.each([
    [
      "a message that is no text",
      Object.assign(new Error("x"), { message: { status: 404 } }),
      '{"status":404}',
    ],
    ["no message at all", Object.assign(new TypeError("x"), { message: undefined }), "TypeError"],
    ["neither message nor name", Object.assign(new Error("x"), { message: 5n, name: Symbol("n") }), "5"],
    ["no text in either", Object.assign(new Error(""), { name: undefined }), "Error"],
  ])("has a text for an Error with %s", (_, thrown, message) => {
    expect(messageOf(thrown)).toBe(message)
  })

  it.each(hostileThrown())("has a text for %s", (_, thrown) => {
    expect(messageOf(thrown)).toEqual(expect.stringMatching(/./))
  })

  it("has a text for anything", () => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withNullPrototype: true }), (thrown) => {
        expect(typeof messageOf(thrown)).toBe("string")
      }),
    )
  })
})

it.each(hostileThrown())("asks %s for its class and its properties", (_, thrown) => {
  expect([true, false]).toContain(isThrown(thrown, Error))
  for (const name of ["code", "name", "stack", "cause", "message", "syscall"])
    expect(() => propertyOf(thrown, name)).not.toThrow()
})

it("gives the property of an error, and none of what has none", () => {
  expect(propertyOf(Object.assign(new Error("no"), { code: "ENOENT" }), "code")).toBe("ENOENT")
  expect([propertyOf(null, "code"), propertyOf("text", "length"), propertyOf({}, "code")]).toEqual([
    undefined,
    undefined,
    undefined,
  ])
})
