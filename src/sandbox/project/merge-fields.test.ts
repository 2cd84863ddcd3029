import fc from "fast-check"
import { expect, it } from "vitest"

import { mergeFields, withoutNulls } from "./merge-fields.ts"

it("mergeFields() replaces objects, keeps what is not named, and deletes what is null", () => {
  const stored = { a: 1, b: { x: 1, y: 2 }, c: "gone" }
  expect(mergeFields(stored, { b: { x: 3 }, c: null, d: [1] }, false)).toEqual({ a: 1, b: { x: 3 }, d: [1] })
})

it("mergeFields() merges objects at any depth where deep, and replaces arrays", () => {
  const stored = { address: { city: "A", flat: { floor: 1, door: 2 }, tags: [1, 2] } }
  const incoming = { address: { street: "S", flat: { door: 3 }, tags: [9] } }
  expect(mergeFields(stored, incoming, true)).toEqual({
    address: { city: "A", street: "S", flat: { floor: 1, door: 3 }, tags: [9] },
  })
})

it("mergeFields() removes only the named nulls inside a merged object, as recorded", () => {
  const stored = {
    name: "n",
    defaultAddress: { number: 1, street: "s", zipcode: "z", city: "c", country: "d" },
  }
  const incoming = { name: null, defaultAddress: { number: null, street: null, zipcode: null, city: "new" } }
  expect(mergeFields(stored, incoming, true)).toEqual({ defaultAddress: { city: "new", country: "d" } })
})

it("mergeFields() keeps a field called __proto__ a field", () => {
  const incoming = JSON.parse('{"__proto__":{"polluted":true},"n":null}') as Record<string, unknown>
  const merged = mergeFields({}, incoming, true)
  expect(Object.keys(merged)).toEqual(["__proto__"])
  expect("polluted" in {}).toBe(false)
})

it("mergeFields() changes neither argument, and twice is once", () => {
  const fields = fc.dictionary(fc.constantFrom("a", "b", "c"), fc.jsonValue())
  fc.assert(
    fc.property(fields, fields, fc.boolean(), (stored, incoming, deep) => {
      const before = JSON.stringify([stored, incoming])
      const once = mergeFields(stored, incoming, deep)
      expect(JSON.stringify([stored, incoming])).toBe(before)
      expect(mergeFields(once, incoming, deep)).toEqual(once)
    }),
  )
})

it("withoutNulls() gives the very fields where there is no null", () => {
  const fields = { a: 1, b: { c: "x" } }
  expect(withoutNulls(fields)).toBe(fields)
  expect(withoutNulls({ a: null, b: { c: null, d: 1 } })).toEqual({ b: { d: 1 } })
})
