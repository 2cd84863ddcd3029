import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { exactJson, hasBigInt, parseExactJson } from "./exact-json.ts"

describe("parseExactJson()", () => {
  it.each([
    [
      '{"id":9007199254740993,"n":[-12345678901234567890]}',
      { id: 9007199254740993n, n: [-12345678901234567890n] },
    ],
    [
      '{"id":9007199254740991,"t":"9007199254740993","f":1.5e9}',
      { id: 9007199254740991, t: "9007199254740993", f: 1.5e9 },
    ],
    [
      '{"t":"number9007199254740993","id":9007199254740993}',
      { t: "number9007199254740993", id: 9007199254740993n },
    ],
  ])("keeps every digit of %s", (json, value) => {
    expect(parseExactJson(json)).toEqual(value)
    expect(parseExactJson(exactJson(value))).toEqual(value)
  })

  it("throws what JSON.parse throws", () => {
    expect(() => parseExactJson('{"a":9007199254740993')).toThrow(SyntaxError)
  })

  it("reads back whatever whole numbers there are", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 80n), max: 2n ** 80n }), fc.string(), (number, text) => {
        const read = parseExactJson(exactJson({ number, text })) as { number: number | bigint; text: string }
        expect(BigInt(read.number)).toBe(number)
        expect(read.text).toBe(text)
      }),
    )
  })
})

it("finds BigInts at any depth", () => {
  expect(hasBigInt({ a: [{ b: 9007199254740993n }] })).toBe(true)
  expect(hasBigInt({ a: [{ b: null }] })).toBe(false)
})
