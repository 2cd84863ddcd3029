import { describe, expect, it } from "vitest"
import { leftText } from "./left-text.ts"

describe("leftText()", () => {
  it.each([
    [0, "0 s"],
    [8_200, "9 s"],
    [11_000, "15 s"],
    [56_000, "60 s"],
    [58_000, "1 min"],
    [89_000, "1 min"],
    [3_500_000, "58 min"],
    [3_600_000, "1 h"],
    [4_800_000, "1 h 20 min"],
  ])("writes %d ms as %s", (leftMs, text) => expect(leftText(leftMs)).toBe(text))
})
