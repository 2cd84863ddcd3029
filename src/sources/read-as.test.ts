import { expect, it } from "vitest"
import { isReadAs } from "./read-as.ts"

it("isReadAs() takes what a journal may say, and nothing else", () => {
  for (const right of [
    { format: "csv" },
    { format: "csv", delimiter: ";", skipLines: 2, trim: true, columns: ["a", "b"] },
  ])
    expect(isReadAs(right)).toBe(true)
  for (const wrong of [
    undefined,
    null,
    "csv",
    [],
    {},
    { format: 1 },
    { format: "csv", delimiter: null },
    { format: "csv", columns: [1] },
  ])
    expect(isReadAs(wrong)).toBe(false)
})
