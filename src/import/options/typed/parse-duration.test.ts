import { describe, expect, it } from "vitest"
import { parseDuration } from "./parse-duration.ts"

describe("parseDuration()", () => {
  it.each([
    ["30s", 30_000],
    ["10min", 600_000],
    ["10m", 600_000],
    ["1.5h", 5_400_000],
    [" 2 h ", 7_200_000],
  ])("reads %s", (text, durationMs) => {
    expect(parseDuration(text, "--max-outage")).toBe(durationMs)
  })

  it.each(["", "10", "0s", "-1s", "1d", "h", "1e3s"])("refuses %j", (text) => {
    expect(() => parseDuration(text, "--max-outage")).toThrow(`--max-outage: "${text}" is not a duration`)
  })
})
