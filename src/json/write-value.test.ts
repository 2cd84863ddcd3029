import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { anyText, jsonValue } from "../../tests/kit/arbitraries.ts"
import { ResourceError } from "../errors.ts"
import { JsonWriter } from "./json-writer.ts"
import { jsonText } from "./json-text.ts"
import { refuseUnsayable } from "./refuse-unsayable.ts"
import { writeValue } from "./write-value.ts"

/** What is written of a value; undefined where the writing is given up. */
function written(value: unknown): string | undefined {
  const writer = new JsonWriter(Buffer.alloc(0))
  return writeValue(writer, value) ? writer.bytes.toString("utf8", 0, writer.length) : undefined
}

const SHARED = { a: 1 }
class Address {
  readonly city = "Graz"
}
const cyclic: Record<string, unknown> = {}
cyclic["self"] = [cyclic]

const anything = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    { weight: 6, arbitrary: jsonValue },
    {
      weight: 2,
      arbitrary: fc.anything({
        withBigInt: true,
        withBoxedValues: true,
        withDate: true,
        withMap: true,
        withNullPrototype: true,
        withObjectString: true,
        withSet: true,
        withSparseArray: true,
        withTypedArray: true,
        withUnicodeString: true,
      }),
    },
    { weight: 1, arbitrary: fc.date({ noInvalidDate: false }) },
    {
      weight: 1,
      arbitrary: fc.constantFrom<unknown>(
        undefined,
        Number.NaN,
        -Infinity,
        -0,
        5n,
        Symbol("s"),
        () => 5,
        /x/,
        cyclic,
        new Address(),
        new URL("https://a.example/"),
        { toJSON: () => "own" },
        Object.create({ inherited: 1 }, { own: { value: 2, enumerable: true } }),
        Object.defineProperty({ a: 1 }, "hidden", { value: 2, enumerable: false }),
        Object.defineProperty({ a: 1 }, "toJSON", { value: () => "own", enumerable: false }),
        Object.defineProperty({}, "got", { get: () => "got", enumerable: true }),
        Object.assign(new Date(0), { toJSON: () => "own" }),
        Object.assign([1], { toJSON: () => "own", extra: 5 }),
        { [Symbol("s")]: 1, b: 1, 10: 2, 9: 3 },
        new Proxy({ a: 1 }, {}),
        new Proxy([1, 2], {}),
      ),
    },
    { weight: 2, arbitrary: fc.array(tie("value"), { maxLength: 3 }) },
    { weight: 2, arbitrary: fc.dictionary(anyText, tie("value"), { maxKeys: 3 }) },
  ),
})).value

describe("writeValue()", () => {
  it("says whatever JSON can say, just as JSON.stringify does", () => {
    fc.assert(
      fc.property(jsonValue, (value) => {
        expect(written(value)).toBe(JSON.stringify(value))
      }),
      { numRuns: 2_000 },
    )
  })

  it("says any value as JSON.stringify does or gives up, and surely does where something would be lost", () => {
    fc.assert(
      fc.property(fc.dictionary(anyText, anything, { maxKeys: 4 }), (fields) => {
        const json = written(fields)
        if (json === undefined) return
        expect(json).toBe(jsonText(fields))
        expect(() => refuseUnsayable(fields, "dataFields")).not.toThrow(ResourceError)
      }),
      { numRuns: 5_000 },
    )
  })

  it.each([
    ["a Date", { at: new Date(0) }],
    ["what has no prototype", Object.assign(Object.create(null) as object, { a: 1 })],
    ["fields that are undefined", { a: undefined, b: 1, c: undefined }],
    ["the same object twice", { one: SHARED, other: [SHARED, SHARED] }],
    ["-0", [-0, { zero: -0 }]],
    ["many in one another", nested(40)],
  ])("does not give up on %s", (_, value) => {
    expect(written(value)).toBe(JSON.stringify(value))
  })

  it("gives up on what contains itself, and on what is as deep", () => {
    expect(written(cyclic)).toBeUndefined()
    expect(written(nested(100))).toBeUndefined()
  })

  it("leaves out what all objects were given to inherit", () => {
    const everything = Object.prototype as { planted?: number }
    everything.planted = 1
    const json = written({ a: { b: 1 } })
    delete everything.planted
    expect(json).toBe('{"a":{"b":1}}')
  })
})

function nested(depth: number): unknown {
  return depth === 0 ? 1 : { deeper: [nested(depth - 2)] }
}
