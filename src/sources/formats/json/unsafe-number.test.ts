import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { unsafeNumber } from "./unsafe-number.ts"

/** The whole number that JavaScript's text of one means: `1.5e+21` too. */
function exactly(text: string): bigint {
  const [mantissa = "", power = "0"] = text.split("e+")
  const [whole = "", fraction = ""] = mantissa.split(".")
  return BigInt(whole + fraction) * 10n ** BigInt(Number(power) - fraction.length)
}

describe("unsafeNumber()", () => {
  it.each([
    "12345678901234567890",
    "-9007199254740993",
    "1e400",
    "1E+999",
    // Doubles, but said again with other digits: 1453489584107851800.
    "1453489584107851776",
    "-9223372036854775808",
    "9007199254740993.0",
    "12345678901234567.5",
    "1.2345678901234567890e19",
    "12345678.9012345678e10",
    "1234567890.1234567e9",
    "1e-400",
  ])("finds %s", (number) => {
    expect(unsafeNumber(`{"a":[{"b":${number}}]}`)).toBe(number)
  })

  it.each([
    "1e300",
    "100000000000000000000",
    "1000000000000000000000000.0",
    "0.1234567890123456789",
    "0e-400",
    "1.50e+020",
  ])(
    "leaves %s alone, of which nothing is lost but what comes after the 15th digit of a fraction",
    (number) => {
      expect(unsafeNumber(`{"a":${number}}`)).toBeUndefined()
    },
  )

  it.each(['{"a":"12345678901234567890"}', '{"12345678901234567890":1}', '{"a":"\\"12345678901234567890"}'])(
    "leaves %s, a text, alone",
    (json) => {
      expect(unsafeNumber(json)).toBeUndefined()
    },
  )

  // It would take a quarter of a minute.
  it("does not look at each zero of a long number as often as there are zeros", { timeout: 5_000 }, () => {
    const number = `9007199254740993.${"0".repeat(200_000)}1`
    expect(unsafeNumber(`{"n":${number}}`)).toBe(number)
  })

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
        const isKept = exactly(JSON.stringify(Number(value))) === value
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
