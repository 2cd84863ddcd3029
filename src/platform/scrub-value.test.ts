import { describe, expect, it } from "vitest"
import { scrubError, scrubValue } from "./scrub-value.ts"
import { secretScrubber } from "./secret-scrubber.ts"

const KEY = "c4n4ry0123456789abcdef0123456789"
const scrub = secretScrubber(KEY)

describe("scrubValue()", () => {
  it("scrubs texts and names at any depth, and gives back the same value where there is nothing to scrub", () => {
    const value = { a: [1, { b: `x ${KEY}` }], [KEY]: null, at: new Date(0) }
    expect(scrubValue(value, scrub)).toEqual({
      a: [1, { b: "x [removed]" }],
      "[removed]": null,
      at: new Date(0),
    })
    const plain = { a: [1, { b: "x" }], c: undefined }
    expect(scrubValue(plain, scrub)).toBe(plain)
  })
})

describe("scrubError()", () => {
  it("scrubs an error, what caused it, and what it is made of", () => {
    const inner = new Error(`inner ${KEY}`)
    const error = new AggregateError([new TypeError(KEY)], `outer ${KEY}`, { cause: inner })
    inner.cause = error
    scrubError(error, scrub)
    const texts = [error, inner, ...(error.errors as Error[])].flatMap(({ message, stack }) => [
      message,
      stack,
    ])
    for (const text of texts) expect(text).not.toContain(KEY)
    expect(error.message).toBe("outer [removed]")
    expect(error).toBeInstanceOf(AggregateError)
  })

  it("leaves be what is no error, or cannot be changed", () => {
    const frozen = Object.freeze(new Error(KEY))
    for (const thrown of [frozen, undefined, KEY, { message: KEY }])
      expect(() => scrubError(thrown, scrub)).not.toThrow()
  })
})
