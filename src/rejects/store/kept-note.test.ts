import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { diskFileSystem } from "../../platform/files/disk-file-system.ts"
import { FileRejectsStore } from "./file-rejects-store.ts"
import { KeptNote } from "./kept-note.ts"

let directory = ""
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "kept-note-"))
})
afterEach(() => {
  rmSync(directory, { recursive: true })
})

const DATED = "rejects.2026-01-02T03-04-05.ndjson"
const notePath = (): string => join(directory, "kept-rejects.json")

/** What a run that begins the lists finds to be kept. */
async function foundKept(): Promise<readonly string[]> {
  const store = new FileRejectsStore({ files: diskFileSystem, directory, rejectsFilePath: undefined })
  await store.open({ name: "users.csv" })
  await store.close()
  return store.keptPaths
}

describe("KeptNote", () => {
  it("gives the paths that were noted", async () => {
    const path = join(directory, DATED)
    writeFileSync(path, '{"state":"rejected","source":"users.csv"}\n')
    await new KeptNote(directory, diskFileSystem).write([path])
    expect(await foundKept()).toEqual([path])
  })

  it.each(["", "{", "null", "1", '{"a":1}', "[1]", '["/etc/passwd"]', "[null]"])(
    "takes %j for nothing",
    async (text) => {
      writeFileSync(notePath(), text)
      expect(await foundKept()).toEqual([])
    },
  )

  it("takes a directory for nothing", async () => {
    mkdirSync(notePath())
    expect(await foundKept()).toEqual([])
  })

  it("takes a path for nothing that is not that of a list", async () => {
    const path = join(directory, DATED)
    writeFileSync(path, "my notes\n")
    writeFileSync(notePath(), JSON.stringify([path]))
    expect(await foundKept()).toEqual([])
  })
})
