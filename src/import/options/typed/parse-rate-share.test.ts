import { describe, expect, it } from "vitest"
import { parseRateShare } from "./parse-rate-share.ts"

describe("parseRateShare()", () => {
  it.each([
    ["50%", 0.5],
    ["0.25", 0.25],
    [".5", 0.5],
    ["100%", 1],
    ["1", 1],
  ])("reads %s", (text, share) => {
    expect(parseRateShare(text)).toBe(share)
  })

  it.each(["", "0", "0%", "2", "101%", "half", "%", "-1", "."])("refuses %j", (text) => {
    expect(() => parseRateShare(text)).toThrow(`--rate-share: "${text}" is no share`)
  })
})
