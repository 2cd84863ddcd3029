import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { Fragments } from "./fragments.ts"

const anyText = fc.string({ unit: "binary", maxLength: 40 })
const letters = fc.stringMatching(/^[a-z\d]{5,8}$/)

describe("Fragments", () => {
  it("finds the beginning of a part, in any capitals and with anything but letters and digits between", () => {
    fc.assert(
      fc.property(
        letters,
        fc.array(fc.constantFrom("", " ", "-", "é", "\u001B", "日", "😀"), { minLength: 8, maxLength: 8 }),
        anyText,
        anyText,
        (part, between, before, behind) => {
          const written = Array.from(part, (one, index) => one.toUpperCase() + (between[index] ?? "")).join(
            "",
          )
          expect(new Fragments([part]).areIn(before + written + behind)).toBe(true)
        },
      ),
    )
  })

  it("finds nothing where there is nothing", () => {
    fc.assert(
      fc.property(letters, anyText, (part, text) => {
        const solid = text.replaceAll(/[^a-z\d]/gi, "").toLowerCase()
        fc.pre(!solid.includes(part.slice(0, 5)))
        expect(new Fragments([part]).areIn(text)).toBe(false)
      }),
    )
  })

  it("finds what stands across two pieces of a long text", () => {
    const fragments = new Fragments(["secret"])
    for (let before = 16_370; before < 16_390; before += 1)
      for (const filler of [" ", "é", "日"])
        expect(fragments.areIn(`${filler.repeat(before)}secret`)).toBe(true)
    expect(fragments.areIn(" ".repeat(100_000))).toBe(false)
  })

  it("cannot say no where a part has too few letters and digits", () => {
    expect(new Fragments(["secret", "////++ab"]).areIn("nothing")).toBe(true)
  })
})
