import { describe, expect, it } from "vitest"
import { inAll } from "../../tests/kit/in-all.ts"
import { newLedger } from "../../tests/kit/new-ledger.ts"
import { summarize } from "./summarize.ts"
import type { SummaryParts } from "./summarize.ts"
import { ImportStoppedError } from "../import/import-stopped-error.ts"

const PARTS: SummaryParts = {
  importName: "i",
  dryRun: false,
  source: { name: "users.csv", sizeBytes: 9 },
  hasSourceChanged: false,
  ledger: newLedger(),
  delivery: {
    requests: 5,
    inFlight: 0,
    bodyBytes: 70,
    retries: 2,
    throttled: 1,
    repaired: 1,
    answers: 2,
    answersMs: 300,
    channels: inAll({ requests: 0, throttled: 0 }, { users: { requests: 3, throttled: 1 } }),
    createdFields: ["a"],
    filteredOutFields: ["b"],
  },
  startedAt: "2026-01-01T00:00:00.000Z",
  totalMs: 12.7,
  paths: { summary: "s" },
  stop: undefined,
}

describe("summarize()", () => {
  it("says what was done", () => {
    expect(summarize(PARTS)).toEqual({
      status: "completed",
      importName: "i",
      dryRun: false,
      source: { name: "users.csv", sizeBytes: 9 },
      records: { read: 0, imported: 0, rejected: 0, skipped: 0, unknown: 0, pending: 0 },
      actions: inAll({ accepted: 0, rejected: 0, unknown: 0 }),
      rejectReasons: [],
      requests: { sent: 5, retried: 2, throttled: 1, repaired: 1 },
      bytes: { sent: 70 },
      fields: { created: ["a"], filteredOut: ["b"] },
      durations: { totalMs: 13 },
      startedAt: "2026-01-01T00:00:00.000Z",
      paths: { summary: "s" },
    })
  })

  it("says what is remarkable about fields, where anything is", () => {
    const warning = { code: "dotted", fields: ["a.b"], message: "…" } as const
    expect(summarize({ ...PARTS, fieldWarnings: [warning] })).toMatchObject({ fieldWarnings: [warning] })
    expect(summarize({ ...PARTS, fieldWarnings: [] })).not.toHaveProperty("fieldWarnings")
  })

  it("says why it stopped, is complete without statistics, and the same once it went through JSON", () => {
    const summary = summarize({
      ...PARTS,
      source: { name: "s" },
      hasSourceChanged: true,
      delivery: undefined,
      stop: { code: "OUTAGE", message: "m" },
    })
    expect(summary).toMatchObject({
      status: "stopped",
      stopReason: { code: "OUTAGE", message: "m" },
      requests: { sent: 0 },
      source: { name: "s", hasChanged: true },
    })
    expect(JSON.parse(JSON.stringify(summary))).toEqual(summary)
    const error = new ImportStoppedError("m", "OUTAGE", summary, new Error("why"))
    expect(error).toMatchObject({
      name: "ImportStoppedError",
      code: "OUTAGE",
      summary,
      cause: { message: "why" },
    })
    expect("cause" in new ImportStoppedError("m", "OUTAGE", summary)).toBe(false)
  })
})
