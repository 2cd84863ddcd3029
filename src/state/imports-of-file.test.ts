import { copyFileSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { plainJournalEntry } from "../../tests/kit/plain-journal-entry.ts"
import { FileJournalStore } from "../journal/file-journal-store.ts"
import { diskFileSystem } from "../platform/files/disk-file-system.ts"
import { fingerprintFile } from "../sources/fingerprint/source-fingerprint.ts"
import { readImportRecords } from "./import-record.ts"
import { importsOfFile } from "./imports-of-file.ts"

let folder = ""
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "imports-of-file-"))
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

async function journaled(importName: string, path: string): Promise<void> {
  const fingerprint = (await fingerprintFile(path, diskFileSystem)) ?? {}
  const entry = plainJournalEntry({ importName, source: { name: "data.csv", fingerprint } })
  await new FileJournalStore(join(folder, "state", importName), diskFileSystem).save(entry)
}

async function found(path: string): Promise<readonly string[]> {
  const records = await readImportRecords(join(folder, "state"), diskFileSystem)
  const imports = await importsOfFile(path, records, diskFileSystem)
  return imports.map(({ importName }) => importName).toSorted()
}

describe("importsOfFile()", () => {
  it("gives those that have read what the file holds, and no others", async () => {
    const [path, other] = [join(folder, "data.csv"), join(folder, "other.csv")]
    writeFileSync(path, "email\na@example.com\n")
    writeFileSync(other, "email\nb@example.com\n")
    await journaled("one", path)
    await journaled("two", path)
    await journaled("three", other)
    copyFileSync(path, join(folder, "copy.csv"))
    expect(await found(join(folder, "copy.csv"))).toEqual(["one", "two"])
    writeFileSync(path, "email\nc@example.com\n")
    expect(await found(path)).toEqual([])
    expect(await found(join(folder, "none.csv"))).toEqual([])
  })

  it("guesses nothing of a large file of which only samples are known", async () => {
    const path = join(folder, "data.csv")
    writeFileSync(path, Buffer.alloc(5_000_000, "a\n"))
    await journaled("large", path)
    expect(await found(path)).toEqual(["large"])
    utimesSync(path, 1, 1)
    expect(await found(path)).toEqual([])
  })

  it("does not take one empty file for another", async () => {
    writeFileSync(join(folder, "empty.csv"), "")
    await journaled("empty", join(folder, "empty.csv"))
    expect(await found(join(folder, "empty.csv"))).toEqual([])
  })
})
