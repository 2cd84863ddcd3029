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

  it("finds them wherever a value may stand, and leaves texts that look like one alone", () => {
    const number = fc.constantFrom(
      "12345678901234567890",
      "-9007199254740993",
      "1e400",
      "-1.5E+400",
      "0.1e0999",
    )
    const text = fc.constantFrom(
      '"id-12345678901234567890"',
      '": 12345678901234567890"',
      '"1e400"',
      '"\\",1e400"',
      '"e1000"',
    )
    const blank = fc.constantFrom("", " ", "\t", "\r")
    const around = fc.constantFrom<(value: string) => string>(
      (value) => value,
      (value) => `[0,${value}]`,
      (value) => `{"a":0,"b":${value}}`,
      (value) => `{"a":"","b":[[${value}],1]}`,
    )
    fc.assert(
      fc.property(number, text, blank, around, (unsafe, harmless, space, place) => {
        expect(unsafeNumber(place(space + unsafe + space))).toBe(unsafe)
        expect(unsafeNumber(place(space + harmless + space))).toBeUndefined()
      }),
    )
  })
})
