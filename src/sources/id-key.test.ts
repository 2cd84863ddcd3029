import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { idKeyOf } from "./id-key.ts"

describe("idKeyOf()", () => {
  it("takes texts, numbers, and true and false, from columns and from within objects", () => {
    const record = { a: "x", "b.c": 7, d: { e: [true], f: 1.5 }, "": "y" }
    expect(idKeyOf(record, ["a", "b.c", "d.f", "d.e.0"])).toBe('["x","7","1.5","true"]')
  })

  it.each([
    ["nothing", {}],
    ["null", { a: null }],
    ["blanks", { a: " \t" }],
    ["an object", { a: {} }],
    ["what is no property of its own", Object.create({ a: "x" }) as object],
    ["no object", 5],
  ])("finds none in %s", (_, record) => {
    expect(idKeyOf(record, ["b", "a"].slice(1))).toEqual({ emptyColumn: "a" })
    expect(idKeyOf(record, ["constructor"])).toEqual({ emptyColumn: "constructor" })
  })

  it("tells different values apart, wherever one ends and the next begins", () => {
    const value = fc.oneof(fc.constantFrom("1", '","', "a,b", "a"), fc.string({ minLength: 1 }))
    const pair = fc.tuple(value, value).filter((both) => both.every((one) => one.trim() !== ""))
    fc.assert(
      fc.property(pair, pair, ([a, b], [c, d]) => {
        const isSame = a === c && b === d
        expect(idKeyOf({ a, b }, ["a", "b"]) === idKeyOf({ a: c, b: d }, ["a", "b"])).toBe(isSame)
      }),
    )
  })
})
