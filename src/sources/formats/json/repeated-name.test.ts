import fc from "fast-check"
import { expect, it } from "vitest"
import { ByteWindow } from "../text/byte-window.ts"
import { PlainJsonReader } from "./plain-json-reader.ts"
import { repeatedName } from "./repeated-name.ts"

/** Objects as lists of names and values, so that names may repeat. */
type Written =
  | number
  | string
  | readonly Written[]
  | { readonly members: readonly (readonly [string, Written])[] }

const name = fc.constantFrom("a", "b", ":", "{", '"', "\\", "é")
const { object } = fc.letrec<{ value: Written; object: Written }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.integer(),
    name,
    fc.array(tie("value"), { maxLength: 2 }),
    tie("object"),
  ),
  object: fc.record({ members: fc.array(fc.tuple(name, tie("value")), { maxLength: 4 }) }),
}))

function jsonOf(value: Written): string {
  if (typeof value !== "object") return JSON.stringify(value)
  if ("members" in value)
    return `{${value.members.map(([one, inner]) => `${JSON.stringify(one)}:${jsonOf(inner)}`).join(",")}}`
  return `[${value.map(jsonOf).join(",")}]`
}

function hasRepeated(value: Written): boolean {
  if (typeof value !== "object") return false
  if (!("members" in value)) return value.some(hasRepeated)
  const names = value.members.map(([one]) => one)
  return new Set(names).size < names.length || value.members.some(([, inner]) => hasRepeated(inner))
}

it("finds a name exactly where one comes twice in one object; no such object is taken for one that is written plainly", () => {
  const reader = new PlainJsonReader()
  fc.assert(
    fc.property(object, (one) => {
      const json = jsonOf(one)
      const value = JSON.parse(json) as object
      expect(repeatedName(json, value) !== undefined).toBe(hasRepeated(one))
      const window = new ByteWindow(0)
      window.push(Buffer.from(json))
      const plain = reader.read(window, 0, Buffer.byteLength(json))
      if (hasRepeated(one)) expect(plain).toBeUndefined()
      else if (plain !== undefined) expect(plain).toEqual(value)
    }),
    { numRuns: 2_000 },
  )
})
