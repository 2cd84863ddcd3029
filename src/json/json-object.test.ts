import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { isJsonObject, parseJson, stringsIn, valueAt } from "./json-object.ts"

describe("parseJson()", () => {
  it("gives what JSON.parse gives, and undefined for all else", () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        expect(parseJson(json)).toEqual(JSON.parse(json))
      }),
    )
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(() => parseJson(text)).not.toThrow()
      }),
    )
    expect(["", "{", "nul", "<html>", "{'a':1}"].map(parseJson)).toEqual(Array(5).fill(undefined))
  })
})

describe("isJsonObject()", () => {
  it("is true of objects only", () => {
    expect([{}, { a: 1 }].map(isJsonObject)).toEqual([true, true])
    expect([null, [], "a", 1, undefined].map(isJsonObject)).toEqual(Array(5).fill(false))
  })
})

describe("stringsIn()", () => {
  it("gives the strings of arrays, whatever else is in them", () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        const expected = Array.isArray(value) ? value.filter((item) => typeof item === "string") : []
        expect(stringsIn(value)).toEqual(expected)
      }),
    )
  })
})

describe("valueAt()", () => {
  const path = fc.array(fc.stringMatching(/^[a-c]{1,2}(\.[a-c])?$/), { minLength: 1, maxLength: 4 })

  it("finds a value by its dotted path, also where names hold dots", () => {
    fc.assert(
      fc.property(path, fc.jsonValue(), (names, value) => {
        const nested = names.toReversed().reduce<unknown>((inner, name) => ({ [name]: inner }), value)
        expect(valueAt(nested, names.join("."))).toEqual(value)
      }),
    )
  })

  it("finds nothing in what is no object, and nothing that is inherited", () => {
    expect(valueAt([1], "0")).toBeUndefined()
    expect(valueAt(null, "a")).toBeUndefined()
    expect(valueAt({}, "toString")).toBeUndefined()
    expect(valueAt({ a: {} }, "a.constructor")).toBeUndefined()
    expect(valueAt({ a: 1 }, "")).toBeUndefined()
  })

  it("looks behind a longer name that leads nowhere", () => {
    expect(valueAt({ "a.b": {}, a: { b: { c: 1 } } }, "a.b.c")).toBe(1)
  })
})
