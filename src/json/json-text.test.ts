import fc from "fast-check"
import { expect, it } from "vitest"
import { jsonValue } from "../../tests/kit/arbitraries.ts"
import { decimal } from "../resources/decimal.ts"
import { jsonText } from "./json-text.ts"
import { JsonWriter } from "./json-writer.ts"
import { writeDataFields } from "./write-data-fields.ts"
import { writeValue } from "./write-value.ts"

it("says all digits of BigInts, and all else as JSON.stringify does", () => {
  const value = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { depthSize: "small" },
      fc.bigInt(),
      fc.string({ unit: "binary" }),
      fc.constantFrom('"\\u0000BigInt 5"', 'x"\0BigInt 5', "\\", '\\"'),
      fc.double(),
      fc.array(tie("value"), { maxLength: 3 }),
      fc.dictionary(fc.oneof(fc.string(), fc.constant("\0BigInt 5")), tie("value"), {
        maxKeys: 3,
        noNullPrototype: true,
      }),
    ),
  })).value
  const expected = (one: unknown): string => {
    if (typeof one === "bigint") return String(one)
    if (Array.isArray(one)) return `[${one.map(expected).join(",")}]`
    if (typeof one !== "object" || one === null) return JSON.stringify(one)
    return `{${Object.entries(one)
      .map(([name, inner]) => `${JSON.stringify(name)}:${expected(inner)}`)
      .join(",")}}`
  }
  fc.assert(
    fc.property(value, (one) => {
      expect(jsonText(one)).toBe(expected(one))
    }),
    { numRuns: 2_000 },
  )
})

it("says none of another value", () => {
  expect(jsonText({ a: undefined, b: new Date(0), c: [1n] })).toBe('{"b":"1970-01-01T00:00:00.000Z","c":[1]}')
  expect(jsonText(["\0BigInt 5"])).toBe(String.raw`["\u0000BigInt 5"]`)
})

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
