import { inspect } from "node:util"
import { describe, expect, it } from "vitest"
import { hostileThrown } from "../../../tests/kit/hostile-thrown.ts"
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

  class Response {
    readonly #self = this
    readonly body: unknown
    constructor(body: unknown) {
      this.body = body
    }
    get self(): this {
      return this.#self
    }
  }
  const circle: Record<string, unknown> = { key: KEY }
  circle["circle"] = [circle]
  const deep = Array.from({ length: 30 }).reduce<unknown>((inner) => new Response(inner), KEY)

  it.each([
    ["a text", KEY],
    ["an object", { headers: { "Api-Key": KEY } }],
    ["a name", { [KEY]: 1 }],
    ["a circle", circle],
    ["what is of a class", new Response({ headers: [KEY] })],
    ["what is of a class, deep", deep],
    ["an error in what is of a class", new Response(Object.assign(new Error("x"), { config: KEY }))],
    ["a Map", new Map([["Api-Key", KEY]])],
    ["headers", new Headers({ "Api-Key": KEY })],
    ["bytes", { body: Buffer.from("x".repeat(2000) + KEY) }],
    ["an error", Object.assign(new Error(KEY), { config: { headers: { "Api-Key": KEY } } })],
  ])("leaves nothing of a secret in %s that caused an error, is part of it, or was thrown", (_, value) => {
    const cause = new Error("outer", { cause: value })
    const part = Object.assign(new Error("outer"), { response: value })
    for (const thrown of [cause, part, value]) {
      const said = scrubError(thrown, scrub)
      const shown = inspect(said, { depth: Infinity, showHidden: true, maxArrayLength: Infinity })
      expect(shown.replaceAll(/[^a-z0-9]/gi, "")).not.toContain(KEY)
      expect(shown).not.toContain(
        Buffer.from(KEY)
          .toString("hex")
          .replaceAll(/(..)(?=.)/g, "$1 "),
      )
    }
    expect(scrubError(cause, scrub)).toBe(cause)
    expect(cause.message).toBe("outer")
  })

  it.each(hostileThrown())("does not fail on %s, nor where that caused another error", (_, thrown) => {
    expect(() => scrubError(thrown, scrub)).not.toThrow()
    const error = new Error(`outer ${KEY}`, { cause: thrown })
    expect(scrubError(error, scrub)).toBe(error)
    expect(error.message).toBe("outer [removed]")
  })

  it("keeps what holds no secret, and what cannot be changed", () => {
    const value = { response: new Response({ status: 500 }), list: [new Date(0)] }
    const error = Object.assign(new Error("outer", { cause: value }), { value })
    expect(scrubError(error, scrub)).toBe(error)
    expect([error.cause, error.value]).toEqual([value, value])
    expect(error.cause).toBe(value)
    for (const thrown of [Object.freeze(new Error(KEY)), undefined, 7])
      expect(scrubError(thrown, scrub)).toBe(thrown)
  })
})
