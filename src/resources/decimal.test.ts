import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { ResourceError } from "../errors.ts"
import { Decimal, decimal, decimalJson, isDecimal } from "./decimal.ts"

describe("decimal()", () => {
  it.each([
    [0, "0.0"],
    [-0, "0.0"],
    [5, "5.0"],
    [-7, "-7.0"],
    [2.5, "2.5"],
    ["0", "0.0"],
    ["19.90", "19.9"],
    ["+3", "3.0"],
    [".5", "0.5"],
    ["5.", "5.0"],
    ["1e3", "1000.0"],
    [1e21, "1.0e+21"],
    [1.5e300, "1.5e+300"],
    [1e-7, "1.0e-7"],
    [Number.MAX_SAFE_INTEGER, "9007199254740991.0"],
    ["0.30000000000000004", "0.30000000000000004"],
    ["1.00000000000000000000", "1.0"],
  ])("of %j is written %s", (value, json) => {
    expect(decimalJson(decimal(value))).toBe(json)
  })

  it("says just its number, with a point, whatever that is", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const json = decimalJson(decimal(value))
        expect(JSON.parse(json)).toBe(value === 0 ? 0 : value)
        expect(json).toMatch(/^-?\d+\.\d+(?:e[+-]\d+)?$/)
        expect(decimalJson(decimal(json))).toBe(json)
      }),
    )
  })

  it.each([Number.NaN, Infinity, "", " ", "n/a", "1,5", "0x10", "1e999", null, undefined, true, {}, 5n])(
    "refuses %s",
    (value) => {
      expect(() => decimal(value as number)).toThrow(ResourceError)
      expect(() => decimal(value as number)).toThrow("decimal() takes a finite number")
    },
  )

  it.each(["12345678901234567", "0.1000000000000000055", "1e-999"])(
    "refuses %j, of which a number would lose digits",
    (text) => {
      expect(() => decimal(text)).toThrow("more digits than a number keeps")
    },
  )

  it("is a number to whoever reckons with it, and to JSON", () => {
    expect(Number(decimal(5)) + 1).toBe(6)
    expect(JSON.stringify({ a: decimal(5) })).toBe('{"a":5}')
  })

  it("is known whichever copy of the library made it", () => {
    const foreign = Object.defineProperty({ value: 5 }, Symbol.for("iterable-data-import.decimal"), {
      value: true,
    })
    expect([foreign, decimal(5), {}, { value: 5 }, new Date()].map(isDecimal)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ])
    expect(Object.isFrozen(new Decimal(5))).toBe(true)
  })
})
