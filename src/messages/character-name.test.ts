import fc from "fast-check"
import { expect, it } from "vitest"
import { characterName } from "./character-name.ts"

it.each([
  ["\0", "U+0000 NULL"],
  [" ", "U+0020 SPACE"],
  ["\u00A0", "U+00A0 NO-BREAK SPACE"],
  ["\u200B", "U+200B ZERO WIDTH SPACE"],
  ["\uFEFF", "U+FEFF ZERO WIDTH NO-BREAK SPACE, a byte order mark"],
  ["\u0001", "U+0001 (a control character)"],
  ["\uD800", "U+D800 (half of a surrogate pair)"],
  ["\u{E0041}", "U+E0041 (an invisible character)"],
])("characterName(%j) is %s", (character, name) => {
  expect(characterName(character)).toBe(name)
})

it("names every character, and shows none", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", minLength: 1, maxLength: 1 }), (character) => {
      expect(characterName(character)).toMatch(/^U\+[0-9A-F]{4,6} [ -~]+$/)
    }),
  )
})
