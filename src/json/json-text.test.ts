import fc from "fast-check"
import { expect, it } from "vitest"
import { jsonValue } from "../../tests/kit/arbitraries.ts"
import { decimal } from "../resources/decimal.ts"
import { jsonText } from "./json-text.ts"
import { JsonWriter } from "./json-writer.ts"
import { writeDataFields } from "./write-data-fields.ts"
import { writeValue } from "./write-value.ts"

const withDecimals = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    jsonValue,
    fc.integer().map((number) => decimal(number)),
    fc.constantFrom("decimal", "decimal5.0", "decimal_"),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom("a", "b", "decimal", "decimal5.0"), tie("value"), {
      noNullPrototype: true,
    }),
  ),
})).value

it("jsonText() says what JSON.stringify() says where there are no decimals", () => {
  fc.assert(
    fc.property(jsonValue, (value) => {
      expect(jsonText(value)).toBe(JSON.stringify(value))
    }),
  )
})

it("jsonText() and writeValue() say the same of decimals", () => {
  fc.assert(
    fc.property(withDecimals, (value) => {
      const writer = new JsonWriter(Buffer.alloc(0))
      expect(writeValue(writer, value)).toBe(true)
      const json = writer.bytes.toString("utf8", 0, writer.length)
      expect(jsonText(value)).toBe(json)
      expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(value)))
    }),
  )
})

it("decimals keep their point however deep they stand, and among whatever is not written fast", () => {
  let deep: unknown = decimal(0)
  for (let depth = 0; depth < 100; depth += 1) deep = { in: deep }
  class Place {
    readonly size = decimal(2)
  }
  const writer = new JsonWriter(Buffer.alloc(0))
  writeDataFields(writer, { deep, place: new Place(), plain: 3 }, "dataFields")
  const json = writer.bytes.toString("utf8", 0, writer.length)
  expect(json).toContain('{"in":0.0}')
  expect(json).toContain('"place":{"size":2.0},"plain":3}')
})
