import { expect, it } from "vitest"
import { FileFormat } from "./formats/file-format.ts"
import { SOURCE_WORDS } from "./source-words.ts"

it("the words for sources are those of the registries", () => {
  expect(SOURCE_WORDS).toEqual({
    formatNames: ["csv", "ndjson", "json"],
    formatChoice: "csv, ndjson or json",
    formatLabels: "CSV, NDJSON and JSON",
    fileHelp:
      "CSV with a header row, or one JSON object per line (NDJSON), or a JSON array of objects, or JSON objects; unpacked if its name ends in .gz",
  })
  expect(FileFormat).toEqual({ CSV: "csv", NDJSON: "ndjson", JSON: "json" })
})
