import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { unsafeNumber } from "./unsafe-number.ts"

describe("unsafeNumber()", () => {
  it.each(["12345678901234567890", "-9007199254740993", "1e400", "1E+999"])("finds %s", (number) => {
    expect(unsafeNumber(`{"a":[{"b":${number}}]}`)).toBe(number)
  })

  it.each(['{"a":"12345678901234567890"}', '{"12345678901234567890":1}', '{"a":"\\"12345678901234567890"}'])(
    "leaves %s, a text, alone",
    (json) => {
      expect(unsafeNumber(json)).toBeUndefined()
    },
  )

  it("leaves every number alone that comes back the same", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.maxSafeInteger(), fc.double({ noNaN: true, noDefaultInfinity: true })),
        (value) => {
          expect(unsafeNumber(JSON.stringify({ value }))).toBeUndefined()
        },
      ),
    )
  })

  it("finds every whole number that does not", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 2n ** 53n, max: 2n ** 80n }), (value) => {
        const isKept = BigInt(Number(value)) === value || String(Number(value)) === String(value)
        expect(unsafeNumber(`{"n":${value}}`)).toBe(isKept ? undefined : String(value))
      }),
    )
  })
})
