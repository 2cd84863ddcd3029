import { describe, expect, it } from "vitest"
import { optionalDataFields } from "./optional-data-fields.ts"

describe("optionalDataFields()", () => {
  class Row {
    readonly plan = "pro"
  }

  it("takes objects, those of a class and those without a prototype too", () => {
    for (const value of [{}, { a: 1 }, new Row(), Object.create(null) as object]) {
      expect(optionalDataFields(value, "f")).toEqual({ ...value })
    }
  })

  it("copies them, as a map function may use one object for all records", () => {
    const shared = { n: 1 }
    const taken = optionalDataFields(shared, "f")
    shared.n = 2
    expect(taken).toEqual({ n: 1 })
  })

  it.each([
    ["an array", [1]],
    ["text", "a"],
    ["a number", 5],
    ["a Date", new Date()],
    ["a Map", new Map([["a", 1]])],
    ["a Set", new Set([1])],
    ["a promise, of which nothing would be left", Promise.resolve({ a: 1 })],
    ["an error", new Error("x")],
    ["a pattern", /x/],
    ["bytes", Buffer.from("x")],
    ["URL parameters", new URLSearchParams("a=1")],
    ["a function", () => ({})],
    ["what says itself otherwise in JSON", { toJSON: () => undefined }],
  ])("refuses %s", (_, value) => {
    expect(() => optionalDataFields(value, "f")).toThrow(/^f must be an object of names and values, not /)
  })
})
