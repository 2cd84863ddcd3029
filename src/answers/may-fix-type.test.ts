import { expect, it } from "vitest"
import { elementsOf, mayFixType } from "./may-fix-type.ts"

it.each([
  ["long", 5, true],
  ["long", 2.5, false],
  ["long", "5", false],
  ["long", true, false],
  ["double", 5, true],
  ["string", 5, false],
  ["string", "x", true],
  ["boolean", "yes", false],
  ["date", "2026-03-01", true],
  ["date", "01.03.2026", true],
  ["date", 1772360430, false],
  ["date", "Ulm", false],
  ["date", "", false],
  ["long", null, false],
  ["object", {}, true],
])("a value may give a new field the type %s: %j is %s", (type, value, isSo) => {
  expect(mayFixType(value, type)).toBe(isSo)
})

it("elementsOf() gives what stands in arrays, and in arrays in these", () => {
  expect(elementsOf([1, ["x", []], null])).toEqual([1, "x", null])
  expect(elementsOf("x")).toEqual(["x"])
})
