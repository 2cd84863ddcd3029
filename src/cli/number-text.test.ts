import { describe, expect, it } from "vitest"
import { bytesText, countOf, countText, durationText, leftText } from "./number-text.ts"

describe("countText()", () => {
  it.each([
    [0, "0"],
    [999, "999"],
    [1_000, "1,000"],
    [12_345_678, "12,345,678"],
    [1.6, "2"],
  ])("writes %d as %s", (count, text) => expect(countText(count)).toBe(text))
})

describe("countOf()", () => {
  it("takes the singular for one only", () =>
    expect([0, 1, 2].map((count) => countOf(count, "query", "queries"))).toEqual([
      "0 queries",
      "1 query",
      "2 queries",
    ]))
})

describe("bytesText()", () => {
  it.each([
    [1, "1 byte"],
    [999, "999 bytes"],
    [1_000, "1.0 kB"],
    [999_949, "999.9 kB"],
    [999_950, "1.0 MB"],
    [3_900_000, "3.9 MB"],
    [1_234_000_000_000_000, "1234.0 TB"],
  ])("writes %d as %s", (bytes, text) => expect(bytesText(bytes)).toBe(text))
})

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
