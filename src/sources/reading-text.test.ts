import { describe, expect, it } from "vitest"
import { readingText } from "./reading-text.ts"

describe("readingText()", () => {
  it.each([
    [{ format: "csv", delimiter: "," }, "users.csv", undefined],
    [{ format: "csv", delimiter: "\t" }, "users.tsv.gz", undefined],
    [{ format: "csv", delimiter: "," }, "users.tsv", "commas between fields"],
    [
      { format: "csv", delimiter: ";", encoding: "windows-1252" },
      "users.csv",
      "semicolons between fields, Windows-1252",
    ],
    [{ format: "csv", delimiter: "\u0001" }, "users.csv", "U+0001 (a control character) between fields"],
    [{ format: "csv", delimiter: "^", quote: "'" }, "users.csv", "^ between fields, ' around fields"],
    [
      { format: "csv", delimiter: ",", quote: "none", escape: "\\" },
      "users.csv",
      "quotes are text, \\ before characters that are text",
    ],
    [
      { format: "csv", delimiter: ",", skipLines: 1, comment: "#" },
      "users.csv",
      "first line skipped, lines that begin with # left out",
    ],
    [{ format: "csv", delimiter: ",", skipLines: 3 }, "users.csv", "first 3 lines skipped"],
    [
      { format: "csv", delimiter: ",", columns: ["email", "name"] },
      "users.csv",
      "no header, columns named email, name",
    ],
    [
      { format: "csv", delimiter: ",", shortRows: "fill" },
      "users.csv",
      "missing fields at the end of rows are empty",
    ],
    [
      { format: "csv", delimiter: ",", trim: true, nullValues: ["\\N"] },
      "users.csv",
      "blanks around values taken away, null for \\N",
    ],
    [{ format: "csv", delimiter: ",", quotedLines: true }, "users.csv", "whole lines in quotes"],
    [
      { format: "csv", delimiter: ",", emptyLastFields: 2 },
      "users.csv",
      "empty fields at the end of rows left out",
    ],
    [{ format: "ndjson" }, "users.jsonl", undefined],
    [{ format: "json" }, "users.json", undefined],
    [{ format: "json" }, "users.ndjson", "JSON"],
    [
      { format: "json", jsonPath: "data.items", bigIntegers: "string" },
      "users.json",
      "records at data.items, big whole numbers as text",
    ],
    [
      { format: "ndjson", bigIntegers: "bigint", encoding: "utf-16le" },
      "users.ndjson",
      "big whole numbers as BigInt, UTF-16LE",
    ],
    [
      { format: "csv", delimiter: ",", encoding: "shift_jis", groupOf: "x" },
      "users.csv",
      'groupOf "x", Shift_JIS',
    ],
    [{ format: "parquet" }, "users.parquet", "parquet"],
  ])("%j of %s: %s", (readAs, name, text) => {
    expect(readingText(readAs, { name })).toBe(text)
  })

  it("goes by the format that was named, where one was", () => {
    expect(readingText({ format: "ndjson" }, { name: "data", format: "ndjson" })).toBeUndefined()
    expect(readingText({ format: "json" }, { name: "data", format: "ndjson" })).toBe("JSON")
  })
})
