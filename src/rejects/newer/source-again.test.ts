import { mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { plainJournalEntry } from "../../../tests/kit/plain-journal-entry.ts"
import { diskFileSystem } from "../../platform/files/disk-file-system.ts"
import type { ImportRecord } from "../../state/import-record.ts"
import { fingerprintFile } from "../../sources/fingerprint/source-fingerprint.ts"
import { sourceAgain } from "./source-again.ts"
import { asFile, say } from "../../messages/say.ts"

let folder = ""
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "source-again-"))
  mkdirSync(join(folder, "state/data.csv"), { recursive: true })
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

/** An import of so many bytes, of which an earlier release has noted samples only. */
async function imported(sizeBytes: number): Promise<Pick<ImportRecord, "directory" | "journal">> {
  const path = join(folder, "data.csv")
  writeFileSync(path, Buffer.alloc(sizeBytes, "a\n"))
  utimesSync(path, 1, 1)
  const fingerprint = await fingerprintFile(path, diskFileSystem)
  if (fingerprint === undefined) throw new Error("There is no fingerprint.")
  const source = { name: "data.csv", file: { path: "../data.csv", format: "csv" as const }, fingerprint }
  const entry = { ...plainJournalEntry(), source }
  return { directory: join(folder, "state/data.csv"), journal: { kind: "entry", entry } }
}

describe("sourceAgain()", () => {
  it("does not believe a large file that was saved again, where only samples of it were noted", async () => {
    const large = await imported(5_000_000)
    expect(await sourceAgain(large, diskFileSystem)).toMatchObject({ kind: "there" })
    utimesSync(join(folder, "data.csv"), 2, 2)
    expect(await sourceAgain(large, diskFileSystem)).toEqual({
      kind: "gone",
      why: say`${asFile(join(folder, "data.csv"))} was saved again since it was imported, and may have changed`,
    })
  })

  it("looks where a file was moved to, and there for the same only", async () => {
    const small = await imported(1_000)
    const [before, after] = [join(folder, "data.csv"), join(folder, "moved.csv")]
    renameSync(before, after)
    expect(await sourceAgain(small, diskFileSystem)).toMatchObject({ kind: "gone" })
    expect(await sourceAgain(small, diskFileSystem, after)).toMatchObject({
      kind: "there",
      source: { path: after },
    })
    writeFileSync(after, "another")
    expect(await sourceAgain(small, diskFileSystem, after)).toEqual({
      kind: "gone",
      why: say`${asFile(before)} is no longer there`,
    })
  })

  it.each([
    ["windows-1252", { encoding: "windows-1252" }, ["Zoé", "Jörg"]],
    // As an earlier release has read it.
    ["utf-8", {}, ["undecodable", "undecodable"]],
  ])("is read in the encoding that the journal names: %s", async (_, settings, expected) => {
    const path = join(folder, "data.csv")
    writeFileSync(path, Buffer.from("name\nZo\xE9\nJ\xF6rg\n", "latin1"))
    const fingerprint = await fingerprintFile(path, diskFileSystem)
    if (fingerprint === undefined) throw new Error("There is no fingerprint.")
    const readAs = { format: "csv", delimiter: ",", ...settings }
    const source = { name: "data.csv", file: { path: "../data.csv", format: "csv" }, fingerprint, readAs }
    const entry = { ...plainJournalEntry(), source }
    const again = await sourceAgain(
      { directory: join(folder, "state/data.csv"), journal: { kind: "entry", entry } },
      diskFileSystem,
    )
    if (again.kind !== "there") throw new Error("The source is gone.")
    const found: unknown[] = []
    for await (const items of again.source.read())
      for (const item of items)
        found.push("problem" in item ? item.problem.code : (item.record as { name: unknown }).name)
    expect(found).toEqual(expected)
  })

  it("believes a small one, all of which is known", async () => {
    const small = await imported(1_000)
    utimesSync(join(folder, "data.csv"), 2, 2)
    expect(await sourceAgain(small, diskFileSystem)).toMatchObject({ kind: "there" })
  })
})
