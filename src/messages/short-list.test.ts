import { expect, it } from "vitest"
import { shortList } from "./short-list.ts"

const names = (count: number): string[] => Array.from({ length: count }, (_, n) => `c${n}`)

it.each([
  [names(0), ""],
  [names(2), "c0, c1"],
  [names(10), "c0, c1, c2, c3, c4, c5, c6, c7, c8, c9"],
  [names(11), "c0, c1, c2, c3, c4, c5, c6, c7, c8, c9 and 1 more"],
  [names(1_210), "c0, c1, c2, c3, c4, c5, c6, c7, c8, c9 and 1,200 more"],
  [["x".repeat(80)], "x".repeat(80)],
  [["x".repeat(500)], `${"x".repeat(80)}…`],
])("shortList() names the first few of %j", (all, text) => {
  expect(shortList(all)).toBe(text)
})

it("shortList() names as few as it is told", () => {
  expect(shortList(names(5), 2)).toBe("c0, c1 and 3 more")
  expect(shortList(["abcdef", "😀😀😀"], 2, 3)).toBe("abc…, 😀😀😀")
  expect(shortList(["x".repeat(500)], 1, Infinity)).toBe("x".repeat(500))
})
