import { describe, expect, it } from "vitest"
import { countOf, countText } from "./count-text.ts"

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
