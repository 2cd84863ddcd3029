import { appendFileSync, mkdtempSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { diskFileSystem } from "./disk-file-system.ts"
import { wasWrittenTo } from "./file-state.ts"

let folder = ""
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "file-state-"))
})
afterAll(() => rmSync(folder, { recursive: true }))

const TEXT = "abcdefghijkl"

/** Whether a change of a file counts as writing to it. */
async function counts(change: (path: string) => void): Promise<boolean> {
  const path = join(folder, "data")
  writeFileSync(path, TEXT)
  utimesSync(path, 1, 1)
  const opened = statSync(path)
  change(path)
  return wasWrittenTo(await diskFileSystem.look(path), opened)
}

describe("wasWrittenTo()", () => {
  it("tells what was added, and what was written over", async () => {
    expect(await counts((path) => appendFileSync(path, "m"))).toBe(true)
    expect(await counts((path) => writeFileSync(path, TEXT.toUpperCase()))).toBe(true)
  })

  it("does not count another file in its place, or none", async () => {
    expect(await counts(() => undefined)).toBe(false)
    expect(await counts((path) => rmSync(path))).toBe(false)
    const replace = (path: string): void => {
      writeFileSync(`${path}.new`, `${TEXT}${TEXT}`)
      renameSync(`${path}.new`, path)
    }
    expect(await counts(replace)).toBe(false)
  })
})
