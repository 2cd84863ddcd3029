import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { ResourceError } from "../errors.ts"
import {
  checkFieldNames,
  optionalBoolean,
  optionalInteger,
  optionalText,
  requiredNumber,
  requiredText,
  shown,
} from "./fields.ts"

describe("checkFieldNames()", () => {
  it("finds inherited names too", () => {
    const fields = Object.create({ inherited: 1 }) as object
    expect(() => checkFieldNames("Thing", fields, new Set(["own"]))).toThrow(
      'Thing has no field "inherited"; it has own',
    )
  })
})

describe("optionalText() and requiredText()", () => {
  it("give a string as it is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", minLength: 1, maxLength: 20 }), (text) => {
        expect(optionalText(text, "f")).toBe(text)
        expect(requiredText(text, "f")).toBe(text)
      }),
    )
  })

  it.each([undefined, null, ""])("take %j for not given", (value) => {
    expect(optionalText(value, "f")).toBeUndefined()
    expect(() => requiredText(value, "f")).toThrow(/^f is missing/)
  })

  it.each([0, false, {}, [], Symbol("s"), 1n])("refuse %o", (value) => {
    expect(() => optionalText(value, "f")).toThrow(/^f must be a string, not /)
  })
})

describe("requiredNumber()", () => {
  it.each([0, -0, -1.5, 1e300])("takes %d", (value) => expect(requiredNumber(value, "f")).toBe(value))
  it.each([undefined, null, "", "5", Number.NaN, Infinity, 5n, new Date()])("refuses %o", (value) => {
    expect(() => requiredNumber(value, "f")).toThrow(ResourceError)
  })
})

describe("optionalInteger()", () => {
  it.each([0, -5, 2 ** 53 - 1])("takes %d", (value) => expect(optionalInteger(value, "f")).toBe(value))
  it.each([1.5, "5", "", 2 ** 53, Infinity, true])("refuses %o", (value) => {
    expect(() => optionalInteger(value, "f")).toThrow(/^f must be a whole number/)
  })
})

describe("optionalBoolean()", () => {
  it("tells false from not given", () => {
    expect(optionalBoolean(false, "f")).toBe(false)
    expect(optionalBoolean(undefined, "f")).toBeUndefined()
    expect(() => optionalBoolean("false", "f")).toThrow('f must be true or false, not "false"')
  })
})

describe("shown()", () => {
  it("is one short line, whatever the value", () => {
    fc.assert(
      fc.property(
        fc.anything({
          withBigInt: true,
          withDate: true,
          withMap: true,
          withNullPrototype: true,
          withSparseArray: true,
        }),
        (value) => {
          const text = shown(value)
          expect(text.length).toBeLessThan(500)
          expect(text).not.toContain("\n")
        },
      ),
    )
  })

  it("names what it is", () => {
    expect([
      shown(""),
      shown(undefined),
      shown(null),
      shown([]),
      shown({}),
      shown(new Date(Number.NaN)),
    ]).toEqual(['""', "undefined", "null", "an array", "an object", "an invalid Date"])
  })
})
