import { describe, expect, it } from "vitest"
import { newLedger } from "../../tests/kit/new-ledger.ts"
import { recordingLogger } from "../../tests/kit/recording-logger.ts"
import { logImportEnd, logImportStart } from "./log-import.ts"
import { summarize } from "../accounting/summarize.ts"
import type { Summary } from "../accounting/summary.ts"

const FACTS = { importName: "users", source: "users.csv", sizeBytes: 10, dryRun: false }
const summary = (stop: { code: string; message: string } | undefined): Summary =>
  summarize({
    importName: "users",
    dryRun: false,
    source: { name: "users.csv" },
    hasSourceChanged: false,
    ledger: newLedger(),
    delivery: undefined,
    startedAt: "2026-01-01T00:00:00.000Z",
    totalMs: 5,
    paths: {},
    stop,
  })

describe("logImportStart()", () => {
  it("says whether an import starts or goes on", () => {
    const logger = recordingLogger()
    logImportStart(logger, FACTS)
    logImportStart(logger, { ...FACTS, goesOnAt: { recordNumber: 7, byteOffset: 5 } })
    expect(logger.lines).toEqual([
      { level: "info", message: "The import starts.", fields: FACTS },
      { level: "info", message: "The import goes on.", fields: { ...FACTS, recordNumber: 7, byteOffset: 5 } },
    ])
  })
})

describe("logImportEnd()", () => {
  it.each([
    [undefined, "info", "The import is complete."],
    ["ABORTED", "info", "The import was stopped on request."],
    ["OUTAGE", "error", "The import stopped before the end of its source."],
  ])("tells how it ended: %s", (code, level, message) => {
    const logger = recordingLogger()
    logImportEnd(logger, summary(code === undefined ? undefined : { code, message: "why" }))
    expect(logger.lines).toMatchObject([
      { level, message, fields: { importName: "users", durations: { totalMs: 5 } } },
    ])
    if (level === "error") expect(logger.lines[0]?.fields).toMatchObject({ code, reason: "why" })
  })
})
