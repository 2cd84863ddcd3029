import { describe, expect, it } from "vitest"
import { durationText } from "./duration-text.ts"

describe("durationText()", () => {
  it.each([
    [40, "0.0 s"],
    [849, "0.8 s"],
    [9_949, "9.9 s"],
    [9_950, "10 s"],
    [59_400, "59 s"],
    [59_500, "1 min 0 s"],
    [125_000, "2 min 5 s"],
    [3_599_400, "59 min 59 s"],
    [3_599_500, "1 h 0 min"],
    [90_000_000, "25 h 0 min"],
  ])("writes %d ms as %s", (durationMs, text) => expect(durationText(durationMs)).toBe(text))
})
