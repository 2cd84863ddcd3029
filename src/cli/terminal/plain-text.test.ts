import fc from "fast-check"
import { expect, it } from "vitest"
import { plainLines, plainText } from "./plain-text.ts"

it("plainText() names what cannot be seen or could command a terminal, and keeps all else", () => {
  expect(plainText("\u001B[2Jred\u001B[31m Zoë\r\n大阪\u0007\u202Egnp.exe")).toBe(
    "<U+001B ESCAPE>[2Jred<U+001B ESCAPE>[31m Zoë 大阪<U+0007 BELL><U+202E RIGHT-TO-LEFT OVERRIDE>gnp.exe",
  )
})

it("plainText() cuts what is too long", () => {
  expect(plainText("abcdefghij", 8)).toBe("abcde...")
  expect(plainText("abcdefgh", 8)).toBe("abcdefgh")
})

it("plainText() leaves nothing that cannot be seen, or ends a line, and is no longer than it may be", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.integer({ min: 4, max: 40 }), (text, maxChars) => {
      const plain = plainText(text, maxChars)
      expect(plain).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u)
      expect(plain.length).toBeLessThanOrEqual(maxChars)
    }),
  )
})

it("plainLines() keeps lines and the program's own styles, where there are some, and nothing else that commands a terminal", () => {
  const text = "\u001B[1mbold\u001B[22m \u001B[2mdim\u001B[22m\n\u001B]0;title\u0007\u009B31m\r\u2028x\u202E"
  expect(plainLines(text, true)).toBe("\u001B[1mbold\u001B[22m \u001B[2mdim\u001B[22m\n ]0;title  31m  x ")
  expect(plainLines(text, false)).toBe(" [1mbold [22m  [2mdim [22m\n ]0;title 31m x ")
  expect(plainLines("a\u001B\n\nb", false)).toBe("a \n\nb")
})

it.each(["blanks", "line feeds", "both"])(
  "plainText() takes time in proportion to the number of %s",
  (what) => {
    const unit = { blanks: " ", "line feeds": "\n", both: " \n" }[what] ?? ""
    const took = (length: number): number => {
      const text = `a${unit.repeat(length)}b`
      const startedMs = performance.now()
      plainText(text)
      plainLines(text, true)
      return performance.now() - startedMs
    }
    took(30_000)
    const [short = 0, long = 0] = [30_000, 300_000].map((length) =>
      Math.min(took(length), took(length), took(length)),
    )
    expect(long).toBeLessThan(10 * 5 * Math.max(short, 0.5))
  },
)
