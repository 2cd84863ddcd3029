import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { diskFileSystem } from "../platform/files/disk-file-system.ts"
import { plainJournalEntry } from "../../tests/kit/plain-journal-entry.ts"
import { importStatus, importStatuses } from "./import-status.ts"
import type { ImportStatus } from "./import-status.ts"
import { FileJournalStore } from "../journal/file-journal-store.ts"
import type { JournalEntry } from "../journal/journal-entry.ts"

let stateDir = ""
beforeEach(() => {
  stateDir = mkdtempSync(join(tmpdir(), "import-status-"))
})
afterEach(() => {
  rmSync(stateDir, { recursive: true })
})

const NONE = { accepted: 0, rejected: 0, unknown: 0 }
const countsOf = (imported: number): object => ({
  imported,
  rejected: 0,
  rejectedUnsent: 0,
  skipped: 0,
  unknown: 0,
  actions: { users: { ...NONE, accepted: imported }, events: NONE, purchases: NONE },
  reasons: [],
  open: [],
})

async function statusAfter(
  entry: Partial<JournalEntry>,
  summary?: object,
): Promise<ImportStatus | undefined> {
  const directory = join(stateDir, "users.csv")
  await new FileJournalStore(directory, diskFileSystem).save(plainJournalEntry(entry))
  if (summary !== undefined) writeFileSync(join(directory, "summary.json"), JSON.stringify(summary))
  return importStatus({ stateDir })
}

describe("importStatuses()", () => {
  it("tells of all imports, also where one is out of reach", async () => {
    await statusAfter({ counts: countsOf(0) })
    const directory = join(stateDir, "locked.csv")
    mkdirSync(join(directory, "journal"), { recursive: true })
    writeFileSync(join(directory, "lock"), "")
    writeFileSync(join(directory, "retry"), "")
    const found = await importStatuses({ stateDir })
    expect(found.map(({ importName, state }) => [importName, state])).toEqual(
      expect.arrayContaining([
        ["users.csv", "killed"],
        ["locked.csv", "unreadable"],
      ]),
    )
  })
})

describe("importStatus()", () => {
  const settled = (imported: number): Partial<JournalEntry> => ({
    source: { name: "users.csv.gz", fingerprint: { sizeBytes: 900 }, sizeBytes: 10_000 },
    settled: { lowWater: 100, ranges: [[301, 200 + imported]] },
    position: { recordNumber: 101, lineNumber: 102, byteOffset: 1_000 },
    counts: countsOf(imported),
  })

  it("reckons the share of a source that is done with from all that is settled", async () => {
    expect(await statusAfter(settled(400))).toMatchObject({ records: { read: 400 }, share: 0.4 })
  })

  it("says that all is done at the end only", async () => {
    expect(await statusAfter(settled(1_200))).toMatchObject({ share: 0.99 })
    const end = { state: "finished", settled: { lowWater: 1_200, ranges: [] } } as const
    expect(await statusAfter({ ...settled(1_200), ...end })).toMatchObject({ share: 1 })
  })

  it("says that a retry was cut off, as long as what it has sent is not counted", async () => {
    const finished = { ...settled(400), state: "finished" } as const
    expect(await statusAfter(finished)).toMatchObject({ state: "finished" })
    mkdirSync(join(stateDir, "users.csv/retry"))
    writeFileSync(join(stateDir, "users.csv/retry/plan.json"), `{"version":2,"digests":{}}`)
    expect(await statusAfter(finished)).toMatchObject({ state: "retry-killed", share: 1 })
  })

  it("names the summary and the report of a run that stopped, not those of an earlier import", async () => {
    const { startedAt } = plainJournalEntry()
    const directory = join(stateDir, "users.csv")
    const paths = { summary: join(directory, "summary.json"), report: join(directory, "report.html") }
    const summary = { importName: "users.csv", startedAt, records: { read: 500 }, paths }
    const stopped = { ...settled(400), state: "stopped" } as const
    expect((await statusAfter(stopped, summary))?.paths).toMatchObject(paths)
    const earlier = { ...summary, startedAt: "2025-01-31T12:00:00.000Z" }
    expect((await statusAfter(stopped, earlier))?.paths).not.toHaveProperty("summary")
    expect((await statusAfter({ ...stopped, state: "running" }, summary))?.paths).not.toHaveProperty("report")
  })
})
