import fc from "fast-check"
import { expect, it } from "vitest"
import { jsonText } from "./json-text.ts"

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
  expect(() => jsonText(["\0BigInt 5"])).toThrow(TypeError)
})
