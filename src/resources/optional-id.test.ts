import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { optionalId } from "./optional-id.ts"

describe("optionalId()", () => {
  it("takes letters, digits and hyphens", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9-]{1,512}$/), (id) => {
        expect(optionalId(id)).toBe(id)
      }),
    )
  })

  it("refuses whatever else a text holds", () => {
    fc.assert(
      fc.property(
        fc
          .string({ unit: "binary", minLength: 1, maxLength: 20 })
          .filter((id) => !/^[A-Za-z0-9-]+$/.test(id)),
        (id) => {
          expect(() => optionalId(id)).toThrow(/^id takes letters, digits and hyphens, at most 512: /)
        },
      ),
    )
  })

  it("refuses 513 characters, also where they end in a line break", () => {
    expect(() => optionalId("a".repeat(513))).toThrow(/at most 512/)
    expect(() => optionalId(`${"a".repeat(12)}\n`)).toThrow(/letters, digits/)
  })

  it("refuses a number, and tells that none was given", () => {
    expect(() => optionalId(5)).toThrow("id must be a string, not 5")
    expect([optionalId(undefined), optionalId(null), optionalId("")]).toEqual([
      undefined,
      undefined,
      undefined,
    ])
  })
})
