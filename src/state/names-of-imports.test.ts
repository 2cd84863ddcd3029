import { describe, expect, it } from "vitest"
import { namesOfImports } from "./names-of-imports.ts"

const named = (importName: string, sourcePath?: string): Parameters<typeof namesOfImports>[0][number] => ({
  importName,
  sourcePath,
  directory: `/state/${importName}-1a2b`,
})

describe("namesOfImports()", () => {
  it("names each, by its path or directory where several have its name", () => {
    expect(namesOfImports([named("a.csv", "/x/a.csv")])).toBe("a.csv")
    expect(
      namesOfImports([
        named("a.csv", "/x/a.csv"),
        named("b.csv"),
        named("a.csv", "/y/a.csv"),
        named("a.csv"),
      ]),
    ).toBe("/x/a.csv, b.csv, /y/a.csv, a.csv-1a2b")
  })

  it("names ten, and counts the others", () => {
    const records = Array.from({ length: 60 }, (_, index) => named(`${index}.csv`))
    expect(namesOfImports(records.slice(0, 10))).toMatch(/, 9\.csv$/)
    expect(namesOfImports(records)).toMatch(/^0\.csv, .*, 9\.csv and 50 more$/)
  })
})
