import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { messageOf } from "./errors.ts"

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

  it("has a text for anything", () => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withNullPrototype: true }), (thrown) => {
        expect(typeof messageOf(thrown)).toBe("string")
      }),
    )
  })
})
