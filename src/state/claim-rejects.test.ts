import { hash } from "node:crypto"
import { linkSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { plainJournalEntry } from "../../tests/kit/plain-journal-entry.ts"
import { FileJournalStore } from "../journal/file-journal-store.ts"
import type { JournalEntry } from "../journal/journal-entry.ts"
import { diskLocks } from "../platform/files/directory-lock.ts"
import type { DirectoryLock } from "../platform/files/directory-lock.ts"
import { diskFileSystem } from "../platform/files/disk-file-system.ts"
import { claimRejects } from "./claim-rejects.ts"

let folder = ""
let path = ""
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "rejects-claim-"))
  mkdirSync(join(folder, "out"))
  path = join(folder, "out", "rejects.ndjson")
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

const stateDir = (): string => join(folder, "state")

function claim(
  name: string,
  { paths = [path], sourcePath }: { readonly paths?: readonly string[]; readonly sourcePath?: string } = {},
): Promise<DirectoryLock | undefined> {
  const lists = { paths, directory: join(stateDir(), name), stateDir: stateDir(), sourcePath }
  return claimRejects(lists, { files: diskFileSystem, locks: diskLocks })
}

/** An import that says in its journal what it may have written. */
function journaled(importName: string, given: Partial<JournalEntry>): Promise<void> {
  const entry = plainJournalEntry({ importName, ...given })
  return new FileJournalStore(join(stateDir(), importName), diskFileSystem).save(entry)
}

describe("claimRejects()", () => {
  it("gives a free path to one import at a time, and leaves nothing behind", async () => {
    const first = await claim("a")
    await expect(claim("b")).rejects.toThrow(/another import is writing its own there now/)
    await expect(claim("b", { paths: [path.replace("ndjson", "json")] })).rejects.toThrow(/now/)
    await first?.release()
    await (await claim("b"))?.release()
    expect(readdirSync(join(folder, "out"))).toEqual([])
  })

  it("gives a list only to the import that wrote it last, also if that was killed", async () => {
    writeFileSync(path, "{}\n")
    await expect(claim("a")).rejects.toThrow("holds what this import did not write. Nothing was sent")
    await journaled("a", { rejectsPaths: [path], rejectsBytes: {}, updatedAt: "2026-01-31T12:00:01.000Z" })
    await (await claim("a"))?.release()
    await expect(claim("b")).rejects.toThrow("a wrote its own there")
    await journaled("b", { rejectsPaths: [path], updatedAt: "2026-01-31T13:00:00.000Z" })
    await expect(claim("a")).rejects.toThrow("b wrote its own there")
    await (await claim("b"))?.release()
    expect(readdirSync(join(folder, "out"))).toEqual(["rejects.ndjson"])
  })

  it("does not give a list to an import that wrote none, whatever its journal and its list are called", async () => {
    writeFileSync(path, "{}\n")
    const named = { rejectsPaths: [path], updatedAt: "2026-01-31T14:00:00.000Z" }
    await journaled("a", { ...named, state: "finished" })
    await expect(claim("a")).rejects.toThrow("holds what this import did not write")
    const summary = { importName: "b", source: { name: "b" }, records: { read: 1 }, paths: { rejects: path } }
    mkdirSync(join(stateDir(), "b", "dry-run"), { recursive: true })
    writeFileSync(join(stateDir(), "b", "dry-run", "summary.json"), JSON.stringify(summary))
    await expect(claim("a")).rejects.toThrow(/b wrote its own there.*move that one away/)
  })

  it("gives a list to the import that wrote its bytes, wherever that list was moved to, and to no other", async () => {
    writeFileSync(path, "{}\nlater\n")
    const bytes = {
      rejectsBytes: { "rejects.ndjson": 3 },
      rejectsDigests: { "rejects.ndjson": hash("sha256", "{}\n", "hex") },
    }
    await journaled("a", { ...bytes, rejectsPaths: ["/elsewhere/rejects.ndjson"] })
    await journaled("b", { rejectsPaths: [path], updatedAt: "2026-01-31T14:00:00.000Z" })
    await (await claim("a"))?.release()
    await expect(claim("b")).rejects.toThrow("a wrote its own there")
  })

  it("knows a folder by whatever path it is reached", async () => {
    symlinkSync(join(folder, "out"), join(folder, "linked"))
    const linked = join(folder, "linked", "rejects.ndjson")
    const first = await claim("a")
    await expect(claim("b", { paths: [linked] })).rejects.toThrow(/now/)
    expect(readdirSync(join(folder, "out"))).toEqual([])
    await first?.release()
    writeFileSync(path, "{}\n")
    await journaled("a", { rejectsPaths: [linked], rejectsBytes: {} })
    await (await claim("a"))?.release()
  })

  it("refuses where no lock can be made", async () => {
    const locks = { lock: () => Promise.reject(new Error("EROFS: read-only file system")) }
    const lists = { paths: [path], directory: stateDir(), stateDir: stateDir(), sourcePath: undefined }
    await expect(claimRejects(lists, { files: diskFileSystem, locks })).rejects.toThrow("cannot be created")
  })

  it("knows lists of earlier releases by their names, and not those of other paths", async () => {
    writeFileSync(path, "{}\n")
    await journaled("a", { rejectsPaths: [join(folder, "rejects.ndjson")] })
    await expect(claim("a")).rejects.toThrow("holds what this import did not write")
    await journaled("a", {})
    await (await claim("a"))?.release()
  })

  it("does not give away the source itself, by whatever name", async () => {
    const sourcePath = join(folder, "source.csv")
    writeFileSync(sourcePath, "")
    linkSync(sourcePath, path)
    await expect(claim("a", { sourcePath })).rejects.toThrow("is the source itself")
  })

  it("takes devices as they are", async () => {
    expect(await claim("a", { paths: ["/dev/null"] })).toBeUndefined()
  })
})
