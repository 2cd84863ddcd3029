import { expect, it } from "vitest"
import { UsageError } from "../../errors.ts"
import { listFilesAt } from "./list-files.ts"

it.each<[string, string | undefined]>([
  ["/state/users.csv/rejects.ndjson", "/state/users.csv/rejects.csv"],
  ["/elsewhere/bad.jsonl", "/elsewhere/bad.csv"],
  ["/elsewhere/bad.json", "/elsewhere/bad.csv"],
  ["/elsewhere/bad", undefined],
  ["/dev/null", undefined],
])("listFilesAt() puts the list in CSV beside the other, where its name allows it: %s", (path, csvPath) => {
  const { csv, json } = listFilesAt(path)
  expect(json.path).toBe(path)
  expect(csv?.path).toBe(csvPath)
})

it("listFilesAt() refuses a name that promises a packed file", () => {
  expect(() => listFilesAt("/elsewhere/bad.ndjson.gz")).toThrow(UsageError)
})
