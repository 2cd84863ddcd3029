import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { ResourceError } from "../errors.ts"
import { isPlainText, refuseUnseen } from "./unseen.ts"
import type { BlanksRefused } from "./unseen.ts"

function refusal(text: string, blanks: BlanksRefused = "all-but-inner-spaces"): string | undefined {
  try {
    refuseUnseen(text, "userId", blanks)
    return undefined
  } catch (error) {
    if (error instanceof ResourceError) return error.message
    throw error
  }
}

describe("refuseUnseen()", () => {
  it.each([
    ["u1\u200B", 'userId has U+200B ZERO WIDTH SPACE at its end: "u1\u200B"; take that out'],
    ["\uFEFFu1", 'has U+FEFF ZERO WIDTH NO-BREAK SPACE, a byte order mark at its start: "\uFEFFu1"; trim it'],
    ["u\u00001", 'userId has U+0000 NULL as its 2nd character: "u\\u00001"; take that out'],
    ["u1 ", 'userId has U+0020 SPACE at its end: "u1 "; trim it, with trim()'],
    [" u1", "userId has U+0020 SPACE at its start"],
    ["u1  ", 'userId has U+0020 SPACE at its end: "u1  "; trim it, with trim()'],
    ["😀\u200B1", "userId has U+200B ZERO WIDTH SPACE as its 2nd character"],
    ["u1\t", 'userId has U+0009 TAB at its end: "u1\\t"; trim it, with trim()'],
    ["u\u00A01", "userId has U+00A0 NO-BREAK SPACE as its 2nd character"],
    ["u\u202E1", "userId has U+202E RIGHT-TO-LEFT OVERRIDE as its 2nd character"],
    ["\uD83D", "userId has U+D83D (half of a surrogate pair) at its start"],
  ])("refuses %j, and says why", (text, message) => {
    expect(refusal(text)).toContain(message)
  })

  it.each(["u1", "Anna Müller", "日本", "a b", "user@example.com", "😀"])("takes %j", (text) => {
    expect(refusal(text)).toBeUndefined()
  })

  it("refuses blanks where it is told to", () => {
    expect(refusal("a b", "all")).toContain("U+0020 SPACE as its 2nd character")
    expect(refusal("a\u00A0b", "at-ends")).toBeUndefined()
    expect(refusal("a ", "at-ends")).toContain("at its end")
  })

  it("finds each character that cannot be seen, wherever it stands", () => {
    const unseen = fc.constantFrom(
      ...Array.from("\0\u0007\n\r\u007F\u0085\u00AD\u200B\u200D\u200E\u2060\uFEFF\u{E0041}"),
    )
    fc.assert(
      fc.property(fc.string(), unseen, fc.string(), (before, character, after) => {
        expect(refusal(`${before}${character}${after}`, "at-ends")).toMatch(/^userId has U\+/)
      }),
    )
  })

  it("finds nothing in what isPlainText() takes", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const isPrintable = /^[ -~]*$/.test(text)
        const refused = refusal(text, "all")
        expect(isPlainText(text) && refused !== undefined).toBe(false)
        expect(!isPlainText(text) && isPrintable && refused?.includes("U+0020 SPACE") !== true).toBe(false)
      }),
    )
  })
})
