import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect, it } from "vitest"
import { IterableDataImport, UpdateUserProfile, retryRejects } from "../../src/index.ts"
import type { SourceDataRecord } from "../../src/index.ts"
import { typedSandbox } from "../kit/typed-sandbox.ts"

const SECRET = "Will Price Quillzebra"
const BAD_ROW = "The row has 3 fields, but the header names 2."
const BAD_QUOTE =
  "Text follows the closing quote in column 2 (value); a quote within a quoted field must be doubled."
const BAD_FLAG = "preferUserId must be true or false, not W***"

const each = typedSandbox()

function mapFunction({ email, value }: SourceDataRecord<unknown>): UpdateUserProfile {
  return new UpdateUserProfile({ email: email as string, preferUserId: value as boolean })
}

/** Imports rows that fail in three ways; gives where its files are, and what its report says. */
async function imported(): Promise<{ readonly rejects: string; readonly report: () => string }> {
  const sourceFilePath = join(each.folder, "users.csv")
  const rows = [`a@example.com,"${SECRET}"x`, `b@example.com,${SECRET},more`, `c@example.com,${SECRET}`]
  writeFileSync(sourceFilePath, `email,value\n${rows.join("\n")}\n`)
  const options = { ...each.options(), sourceFilePath, maxRejects: "off" as const }
  const { paths } = await IterableDataImport.create(options).run(mapFunction)
  const report = (): string => readFileSync(paths.report ?? "", "utf8").replaceAll("&quot;", '"')
  return { rejects: paths.rejects ?? "", report }
}

it("a retry draws a report that still shows the words of our own messages, and no value", async () => {
  const { report } = await imported()
  for (const runs of [0, 1, 2]) {
    if (runs > 0) await retryRejects(each.options(), mapFunction)
    for (const message of [BAD_ROW, BAD_QUOTE, BAD_FLAG])
      expect([runs, report()]).toEqual([runs, expect.stringContaining(message)])
    expect(report()).not.toMatch(/Quillzebra|Will Price|Price Q/)
  }
})

it("masks as a message of others what a list says that an earlier release wrote, or somebody has changed", async () => {
  const { rejects, report } = await imported()
  const lines = readFileSync(rejects, "utf8").trimEnd().split("\n")
  const [quote, row, flag] = lines.map((line) => JSON.parse(line) as Record<string, unknown>)
  expect(flag?.["messageParts"]).toEqual([[12, "field"], 28, [SECRET.length + 2, "value"]])
  const changed = [
    { ...quote, messageParts: undefined },
    { ...row, message: `Quillzebra ${String(row?.["message"])}` },
    { ...flag, messageParts: [1] },
  ]
  writeFileSync(rejects, changed.map((line) => `${JSON.stringify(line)}\n`).join(""))
  const nothing = (): UpdateUserProfile => {
    throw new Error("Quillzebra")
  }
  await retryRejects(each.options(), nothing)
  expect(report()).toContain("Text f*** the c*** quote in column 2 (value)")
  expect(report()).toContain("Q*** The row has 3 f")
  expect(report()).not.toMatch(/Quillzebra|Will Price|Price Q/)
})
