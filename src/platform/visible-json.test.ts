import fc from "fast-check"
import { expect, it } from "vitest"
import { visibleJson } from "./visible-json.ts"

const tricks = fc.constantFrom(
  ...Array.from(
    "\u0080\u009B\u009F\u007F\u202E\u2066\u2069\u200E\u200F\u061C\u200B\uFEFF\u2028\u2029\u00AD\u{E0041}",
  ),
)

it("visibleJson() means the same, and holds no character that cannot be seen", () => {
  const text = fc.string({
    unit: fc.oneof(fc.string({ unit: "binary", minLength: 1, maxLength: 1 }), tricks),
  })
  fc.assert(
    fc.property(fc.array(fc.dictionary(text, text)), (value) => {
      const json = visibleJson(JSON.stringify(value))
      expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(value)))
      expect(json).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u)
    }),
  )
  expect(visibleJson('{"name":"Zoë 大阪 👩"}')).toBe('{"name":"Zoë 大阪 👩"}')
})
