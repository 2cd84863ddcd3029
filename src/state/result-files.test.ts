import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import type { Summary } from "../accounting/summary.ts"
import { diskFileSystem } from "../platform/files/disk-file-system.ts"
import { ResultFiles } from "./result-files.ts"

let directory = ""
beforeEach(() => {
  directory = join(mkdtempSync(join(tmpdir(), "result-files-")), "users.csv")
})
afterEach(() => {
  rmSync(join(directory, ".."), { recursive: true })
})
const filesOf = (scrub?: (text: string) => string): ResultFiles =>
  new ResultFiles({ files: diskFileSystem, directory, scrub })
const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8)
const SUMMARY = { status: "completed" } as Summary

describe("ResultFiles", () => {
  it("puts summary and report into the import's directory, for the owner's eyes only, and names them", async () => {
    const files = filesOf()
    expect(files.paths).toEqual({ summary: join(directory, "summary.json") })
    await files.writeReport("<p>")
    await files.writeSummary(SUMMARY)
    expect(files.paths).toEqual({
      summary: join(directory, "summary.json"),
      report: join(directory, "report.html"),
    })
    expect(JSON.parse(readFileSync(files.summaryPath, "utf8"))).toEqual(SUMMARY)
    expect(readFileSync(files.reportPath, "utf8")).toBe("<p>")
    expect([files.summaryPath, files.reportPath, directory].map(modeOf)).toEqual(["600", "600", "700"])
  })

  it("names no summary that could not be written", async () => {
    const files = filesOf()
    expect(files.paths).toEqual({ summary: files.summaryPath })
    mkdirSync(files.summaryPath, { recursive: true })
    await expect(files.writeSummary({ status: "completed" } as Summary)).rejects.toThrow(/EISDIR|EPERM/)
    expect(files.paths).toEqual({})
    rmSync(files.summaryPath, { recursive: true })
    await files.writeSummary({ status: "completed" } as Summary)
    expect(files.paths).toEqual({ summary: files.summaryPath })
  })

  it("writes no secret", async () => {
    const files = filesOf((text) => text.replaceAll("canary", "*"))
    await files.writeReport("<p>canary")
    await files.writeSummary({ importName: "canary" } as Summary)
    for (const path of [files.summaryPath, files.reportPath])
      expect(readFileSync(path, "utf8")).not.toContain("canary")
  })
})
