import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { optionalEventId } from "./optional-event-id.ts"

describe("optionalEventId()", () => {
  it("takes letters, digits and hyphens", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9-]{1,512}$/), (id) => {
        expect(optionalEventId(id)).toBe(id)
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
          expect(() => optionalEventId(id)).toThrow(
            /^id (?:takes letters, digits and hyphens, at most 512: |has U\+)/,
          )
        },
      ),
    )
  })

  it("refuses 513 characters, also where they end in a line break", () => {
    expect(() => optionalEventId("a".repeat(513))).toThrow(/at most 512/)
    expect(() => optionalEventId(`${"a".repeat(12)}\n`)).toThrow("id has U+000A LINE FEED at its end")
    expect(() => optionalEventId("a_b")).toThrow(/letters, digits/)
  })

  it("refuses a number, and tells that none was given", () => {
    expect(() => optionalEventId(5)).toThrow("id must be a string, not 5")
    expect([optionalEventId(undefined), optionalEventId(null), optionalEventId("")]).toEqual([
      undefined,
      undefined,
      undefined,
    ])
  })
})
