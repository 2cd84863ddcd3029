import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { excerpt } from "./excerpt.ts"

describe("excerpt()", () => {
  it("shows NUL characters", () => {
    expect(excerpt(Buffer.from("a\0b"))).toBe(String.raw`a\x00b`)
    expect(excerpt(Buffer.from([0, 0xe9]))).toBe(String.raw`\x00\xE9`)
  })

  it("gives short text as it is", () => {
    expect(excerpt(Buffer.from('a,"é日😀"'))).toBe('a,"é日😀"')
    expect(excerpt(Buffer.from("x".repeat(32_000)))).toBe("x".repeat(32_000))
  })

  it("cuts long text, but no character", () => {
    expect(excerpt(Buffer.from("x".repeat(32_001)))).toBe(`${"x".repeat(32_000)}…`)
    for (const filler of [0, 1, 2, 3]) {
      const text = excerpt(Buffer.from("x".repeat(filler) + "😀".repeat(8_100)))
      expect(text).toMatch(/^x*(😀)+…$/u)
      expect(Buffer.byteLength(text)).toBeGreaterThan(31_996)
    }
  })

  it("shows bytes that are not UTF-8 by their numbers", () => {
    expect(excerpt(Buffer.from([0x61, 0xe9, 0x62, 0xff, 0xc3, 0xa9, 0xc3]))).toBe("a\\xE9b\\xFFé\\xC3")
  })

  it("never gives a replacement character, whatever the bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 20 }), (bytes) => {
        fc.pre(!Buffer.from(bytes).toString("latin1").includes("\xef\xbf\xbd"))
        expect(excerpt(Buffer.from(bytes))).not.toContain("\uFFFD")
      }),
    )
  })
})
