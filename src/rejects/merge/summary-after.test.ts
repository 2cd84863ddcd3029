import { describe, expect, it } from "vitest"
import { inAll } from "../../../tests/kit/in-all.ts"
import type { Summary } from "../../accounting/summary.ts"
import { summaryAfter } from "./summary-after.ts"

const none = { accepted: 0, rejected: 0, unknown: 0 }
const actions = inAll(none)
const summaryOf = (given: Partial<Summary>): Summary => ({
  status: "completed",
  importName: "users.csv",
  dryRun: false,
  source: { name: "users.csv" },
  records: { read: 9, imported: 5, rejected: 4, skipped: 0, unknown: 0, pending: 0 },
  actions,
  rejectReasons: [],
  requests: { sent: 3, retried: 1, throttled: 0, repaired: 0 },
  bytes: { sent: 100 },
  fields: { created: ["a"], filteredOut: [] },
  durations: { totalMs: 1_000 },
  startedAt: "2026-01-31T12:00:00.000Z",
  paths: { summary: "/s/summary.json", rejects: "/s/rejects.ndjson", rejectsCsv: "/s/rejects.csv" },
  ...given,
})
const after = {
  records: { read: 9, imported: 8, rejected: 1, skipped: 0, unknown: 0, pending: 0 },
  actions,
  rejectReasons: [],
  unlistedRejects: 0,
}
const lists = { ndjsonPath: "/s/rejects.ndjson", csvPath: "/s/rejects.csv" }
const written = (path: string, sizeBytes: number): Parameters<typeof summaryAfter>[3][number] => ({
  path,
  sizeBytes,
  draftPath: undefined,
  digest: "d",
})

describe("summaryAfter()", () => {
  it("names the lists that are left only", () => {
    const left = [written(lists.ndjsonPath, 40), written(lists.csvPath, 0)]
    const { paths, records } = summaryAfter(summaryOf({}), after, { lists, summary: undefined }, left)
    expect(paths).toEqual({ summary: "/s/summary.json", rejects: "/s/rejects.ndjson" })
    expect(records).toEqual(after.records)
  })

  it("says how many are on no list, as the retry found out", () => {
    const retry = { lists, summary: undefined }
    const put = summaryAfter(summaryOf({ unlistedRejects: 5 }), after, retry, [])
    expect(put).not.toHaveProperty("unlistedRejects")
    expect(summaryAfter(summaryOf({}), { ...after, unlistedRejects: 1 }, retry, []).unlistedRejects).toBe(1)
  })

  it("adds what the retry sent to what the import sent, where that is known", () => {
    const retried = summaryOf({
      requests: { sent: 2, retried: 0, throttled: 1, repaired: 1 },
      fields: { created: ["a", "b"], filteredOut: ["c"] },
    })
    const summary = summaryAfter(summaryOf({}), after, { lists, summary: retried }, [])
    expect(summary).toMatchObject({
      requests: { sent: 5, retried: 1, throttled: 1, repaired: 1 },
      bytes: { sent: 200 },
      fields: { created: ["a", "b"], filteredOut: ["c"] },
      durations: { totalMs: 2_000 },
    })
    const killed = summaryAfter(summaryOf({}), after, { lists, summary: undefined }, [])
    expect(killed.requests).toEqual(summaryOf({}).requests)
  })
})
