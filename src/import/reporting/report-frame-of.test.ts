import { expect, it } from "vitest"
import type { Summary } from "../../accounting/summary.ts"
import { ALL_KINDS } from "../../kinds/all-kinds.ts"
import { reportFrameOf } from "./report-frame-of.ts"

const { nouns } = ALL_KINDS
const summary = {
  importName: "users.csv",
  source: { name: "users.csv", readAs: { format: "csv", delimiter: ";", encoding: "windows-1252" } },
} as unknown as Summary

it("reportFrameOf() gives nothing where no report is wanted, and the base URL where no target is named", () => {
  expect(reportFrameOf(false, summary, "https://api.iterable.com", nouns)).toBeUndefined()
  expect(reportFrameOf(undefined, summary, "https://api.iterable.com", nouns)).toMatchObject({
    target: "https://api.iterable.com",
    settings: [{ name: "Read as", value: "semicolons between fields, Windows-1252" }],
    commands: [],
  })
})

it("reportFrameOf() gives what the user wants to be shown, for what the import has come to", () => {
  const given = {
    target: "Iterable",
    showValues: true,
    limitsPerSecond: { users: 5 },
    commands: ({ importName }: Summary) => [{ purpose: "Again:", command: `retry ${importName}` }],
  }
  expect(reportFrameOf(given, summary, "https://api.iterable.com", nouns)).toMatchObject({
    target: "Iterable",
    showValues: true,
    limitsPerSecond: { users: 5 },
    commands: [{ purpose: "Again:", command: "retry users.csv" }],
  })
})
