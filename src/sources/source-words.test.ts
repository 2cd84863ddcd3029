import { expect, it } from "vitest"
import { FileFormat } from "./formats/file-format.ts"
import { SOURCE_WORDS } from "./source-words.ts"

it("the words for sources are those of the registries", () => {
  expect(SOURCE_WORDS).toEqual({
    formatNames: ["csv", "ndjson"],
    formatChoice: "csv or ndjson",
    formatLabels: "CSV and NDJSON",
    fileHelp: "CSV with a header row, or one JSON object per line (NDJSON); unpacked if its name ends in .gz",
  })
  expect(FileFormat).toEqual({ CSV: "csv", NDJSON: "ndjson" })
})
