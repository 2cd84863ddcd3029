import { describe, expect, it } from "vitest"
import { startText } from "./start-text.ts"

const readAs = { format: "csv", delimiter: ";", encoding: "windows-1252" }

describe("startText()", () => {
  it("says nothing where all is as usual", () => {
    expect(startText({ readAs: { format: "csv", delimiter: "," }, warnings: [] }, "users.csv")).toBe("")
    expect(startText({ warnings: [] }, "users.csv")).toBe("")
  })

  it("says what was detected of how the file is read", () => {
    expect(startText({ readAs, warnings: [] }, "users.csv")).toBe(
      "Read as: semicolons between fields, Windows-1252.",
    )
  })

  it("does not say again what was typed", () => {
    expect(startText({ readAs, warnings: [] }, "users.csv", { delimiter: ";", quote: undefined })).toBe(
      "Read as: Windows-1252.",
    )
    expect(
      startText({ readAs: { format: "json" }, warnings: [] }, "data", { sourceFileFormat: "json" }),
    ).toBe("")
  })

  it("lets nothing onto the terminal that could move its cursor", () => {
    const columns = ["a\u001B[2J", "b\nc"]
    const text = startText({ readAs: { format: "csv", delimiter: ",", columns }, warnings: [] }, "users.csv")
    expect(text).toBe("Read as: no header, columns named a [2J, b c.")
  })

  it("begins with where the import goes on", () => {
    const resumed = { recordNumber: 1_001, position: undefined, sizeBytes: undefined, share: 0.25 }
    expect(startText({ readAs, resumed, warnings: [] }, "users.csv")).toMatch(
      /^Going on at record 1,001 of users\.csv, 25%\.\nRead as: semicolons/,
    )
  })
})
