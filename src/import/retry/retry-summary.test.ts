import { expect, it } from "vitest"
import type { Summary } from "../../accounting/summary.ts"
import { countOfRejects, retrySummary } from "./retry-summary.ts"

const records = { read: 9, imported: 6, rejected: 2, skipped: 0, unknown: 1, pending: 0 }
const actions = {} as Summary["actions"]
const counts = { records, actions, rejectReasons: [] }
const paths = { rejects: "/state/users.csv/rejects.ndjson" }
const record = {
  journal: { kind: "none" } as const,
  importName: "users.csv",
  counts,
  summary: { paths } as Summary,
}
const retried = { importName: "retry", paths: { summary: "/state/users.csv/retry/summary.json" } } as Summary

it("retrySummary() shows the import as it is now, and the retry under its name", () => {
  expect(retrySummary(record)).toEqual({
    importName: "users.csv",
    retried: undefined,
    records,
    rejectReasons: [],
    paths,
  })
  expect(retrySummary(record, retried).retried).toEqual({ importName: "users.csv", paths })
})

it("retrySummary() names the files of a trial, which are still there", () => {
  expect(retrySummary(record, retried, true).retried?.paths).toEqual(retried.paths)
})

it("countOfRejects() counts all that are in a list", () => {
  expect(countOfRejects({ counts })).toBe(3)
  expect(countOfRejects({ counts: undefined })).toBe(0)
})
