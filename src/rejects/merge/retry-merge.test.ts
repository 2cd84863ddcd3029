import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { beforeEach, describe, expect, it, onTestFinished } from "vitest"
import { ALL_KINDS } from "../../kinds/all-kinds.ts"
import { systemPlatform } from "../../platform/system-platform.ts"
import { digestFile } from "../../platform/files/digest-file.ts"
import { diskFileSystem } from "../../platform/files/disk-file-system.ts"
import type { FileSystem } from "../../platform/files/file-system.ts"
import { plainJournalEntry } from "../../../tests/kit/plain-journal-entry.ts"
import { FileJournalStore } from "../../journal/file-journal-store.ts"
import { readImportRecord } from "../../state/import-record.ts"
import type { Summary } from "../../accounting/summary.ts"
import { RetryDirectory } from "./retry-directory.ts"
import { applyMerge } from "./retry-merge.ts"
import type { RetryMerge } from "./retry-merge.ts"
import { rejectsListsOf } from "../lists/rejects-lists.ts"
import { mergeRetry } from "./merge-retry.ts"

let directory = ""
const at = (name: string): string => join(directory, name)
const write = (name: string, text: string): void => writeFileSync(at(name), text)
const SUMMARY = {
  importName: "users.csv",
  source: { name: "users.csv" },
  records: { read: 9, rejected: 1 },
  paths: {},
} as unknown as Summary

/** An import whose retry has written what is to be done: one list is replaced, the other goes. */
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "retry-merge-"))
  const made = directory
  onTestFinished(() => rmSync(made, { recursive: true }))
  write("rejects.ndjson", "old lines\n")
  write("rejects.csv", "old rows\n")
  write("rejects.ndjson.retry", "new lines\n")
  write("report.html", "old page")
  write("summary.json", JSON.stringify({ ...SUMMARY, records: { read: 9, rejected: 5 } }))
  await new FileJournalStore(directory, diskFileSystem).save(plainJournalEntry({ state: "finished" }))
  mkdirSync(at("retry"))
  const merge: RetryMerge = {
    version: 1,
    lists: [
      { path: at("rejects.ndjson"), draftPath: at("rejects.ndjson.retry") },
      { path: at("rejects.csv") },
    ],
    entry: plainJournalEntry({ state: "finished", elapsedMs: 7 }),
    summary: SUMMARY,
    report: "new page",
  }
  await new RetryDirectory(directory, diskFileSystem).writeMerge(merge)
})

/** What a settling does to the disk, step by step. */
const STEPS: readonly (() => unknown)[] = [
  () => linkSync(at("rejects.ndjson"), at("rejects.previous.ndjson")),
  () => renameSync(at("rejects.ndjson.retry"), at("rejects.ndjson")),
  () => renameSync(at("rejects.csv"), at("rejects.previous.csv")),
  async () =>
    new FileJournalStore(directory, diskFileSystem).save(
      plainJournalEntry({ state: "finished", elapsedMs: 7 }),
    ),
  () => writeFileSync(at("report.html"), "new page"),
  () => writeFileSync(at("summary.json"), JSON.stringify(SUMMARY)),
  () => renameSync(at("retry"), at("retry.done")),
  () => rmSync(at("retry.done/merge.json")),
]

describe("mergeRetry() with a merge that was written", () => {
  it.each(STEPS.map((_, index) => index).concat(STEPS.length))(
    "ends the same after a crash behind step %d",
    async (steps) => {
      for (const step of STEPS.slice(0, steps)) await step()
      const record = await readImportRecord(directory, diskFileSystem)
      if (record === undefined) throw new Error("There is no import.")
      const retry = new RetryDirectory(directory, diskFileSystem)
      for (let again = 0; again < 2; again += 1)
        await mergeRetry({
          platform: systemPlatform,
          kinds: ALL_KINDS,
          record,
          lists: rejectsListsOf(record),
          retry,
          inFlagNames: (message) => message,
        })
      expect(readdirSync(directory).toSorted()).toEqual([
        "journal",
        "rejects.ndjson",
        "rejects.previous.csv",
        "rejects.previous.ndjson",
        "report.html",
        "summary.json",
      ])
      expect(readFileSync(at("rejects.ndjson"), "utf8")).toBe("new lines\n")
      expect(readFileSync(at("rejects.previous.ndjson"), "utf8")).toBe("old lines\n")
      expect(readFileSync(at("report.html"), "utf8")).toBe("new page")
      expect(JSON.parse(readFileSync(at("summary.json"), "utf8"))).toEqual(SUMMARY)
      expect(await new FileJournalStore(directory, diskFileSystem).load()).toMatchObject({
        entry: { elapsedMs: 7 },
      })
    },
  )
})

describe("applyMerge()", () => {
  const [path, draftPath] = ["rejects.ndjson", "rejects.ndjson.retry"]
  const merging = async (): Promise<RetryMerge> => {
    const before = await digestFile(at(path), diskFileSystem)
    const after = await digestFile(at(draftPath), diskFileSystem)
    return { version: 1, lists: [{ path: at(path), draftPath: at(draftPath), before, after }] }
  }

  it("leaves a list alone that a person has corrected since the merge was made", async () => {
    const merge = await merging()
    write(path, "corrected lines\n")
    expect(await applyMerge(directory, merge, diskFileSystem)).toBe("overtaken")
    expect(readFileSync(at(path), "utf8")).toBe("corrected lines\n")
  })

  it("leaves a list alone that a person saves at the last moment", async () => {
    const merge = await merging()
    const files: FileSystem = {
      ...diskFileSystem,
      link: async (from, to) => {
        await diskFileSystem.link(from, to)
        write(path, "mine lines\n")
      },
    }
    expect(await applyMerge(directory, merge, files)).toBe("overtaken")
    expect(readFileSync(at(path), "utf8")).toBe("mine lines\n")
    expect(await applyMerge(directory, await merging(), diskFileSystem)).toBe("done")
  })
})
