import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, expect, it } from "vitest"
import { IterableDataImport, UpdateUserProfile } from "../../src/index.ts"
import type { ImportAction, SourceDataRecord } from "../../src/index.ts"

/** Made of words that messages have as well, and of one that none has. */
const SECRET = "Will Price Quillzebra"
let folder = ""
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "report-values-"))
})
afterAll(() => {
  rmSync(folder, { recursive: true })
})

/** Records that fail in as many ways as a map function can bring about, each with the secret in it. */
function mapFunction(record: SourceDataRecord): ImportAction {
  const { how, value } = record
  if (how === "throws") throw new Error(`${value} lives nowhere`)
  if (how === "returns") return value as unknown as ImportAction
  if (how === "email") return new UpdateUserProfile({ email: { value } as unknown as string })
  if (how === "date")
    return new UpdateUserProfile({ email: "a@example.com", dataFields: { at: new Date(`${value}`) } })
  return new UpdateUserProfile({ email: "a@example.com", preferUserId: value as unknown as boolean })
}

it("report.html shows the words of our own messages, and no value", async () => {
  const path = join(folder, "in.csv")
  const rows = [
    "how,value",
    `ok,"${SECRET}"x`,
    `ok,${SECRET},more`,
    `ok,${SECRET}\0`,
    ...["throws", "returns", "email", "date", "flag"].map((how) => `${how},${SECRET}`),
  ]
  writeFileSync(path, rows.join("\n"))
  const summary = await IterableDataImport.create<SourceDataRecord>({
    sourceFilePath: path,
    dryRun: true,
    stateDir: join(folder, "state"),
    maxRejects: "off",
  }).run(mapFunction)
  expect(summary.records.rejected).toBe(8)
  const page = readFileSync(summary.paths.report ?? "", "utf8")
  const text = page.replaceAll("&quot;", '"').replaceAll("&#39;", "'")
  expect(text).not.toMatch(/Quillzebra|Will Price|Price Q/)
  for (const message of [
    "Text follows the closing quote in column 2 (value); a quote within a quoted field must be doubled.",
    "The row has 3 fields, but the header names 2.",
    "The text in column 2 (value) has a NUL character (U+0000), which no text should have.",
    "the map function returned W***; it must return an UpdateUserProfile, a TrackCustomEvent, a TrackPurchase, a SubscribeToList, an UnsubscribeFromList, an array of these, or nothing",
    "email must be a string, not an object",
    "dataFields.at is an invalid Date",
    "preferUserId must be true or false, not W***",
  ])
    expect(text).toContain(message)
})
