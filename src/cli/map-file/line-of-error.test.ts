import { describe, expect, it } from "vitest"
import { lineOfError } from "./line-of-error.ts"

const PATH = "/data/a (1)/ü map.ts"

function errorAt(...rows: string[]): Error {
  const error = new Error("a\n    at text")
  error.stack = ["Error: a", ...rows.map((row) => `    at ${row}`)].join("\n")
  return error
}

describe("lineOfError()", () => {
  it.each([
    `${PATH}:4:9`,
    `async ${PATH}:4:9`,
    `Object.default (${PATH}:4:9)`,
    `async default (${PATH}:4:9)`,
    `new Row (${PATH}:4:9)`,
  ])("finds the line in %j", (row) => {
    expect(lineOfError(PATH, errorAt("other (/other.ts:1:2)", row, `later (${PATH}:7:1)`))).toBe("4")
  })

  it("finds none where the file is not named, or nothing is", () => {
    expect(lineOfError(PATH, errorAt("other (/other.ts:1:2)", "node:internal/x:1:2"))).toBeUndefined()
    expect(lineOfError("map.ts", errorAt("/data/other-map.ts:1:2"))).toBeUndefined()
    expect(lineOfError(PATH, `at ${PATH}:4:9`)).toBeUndefined()
    const bare = new Error(`at ${PATH}:4:9`)
    for (const stack of [undefined, 5, {}]) {
      Reflect.set(bare, "stack", stack)
      expect(lineOfError(PATH, bare)).toBeUndefined()
    }
  })
})
