import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { makeDirectories } from "./make-directories.ts"

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "make-directories-"))
})
afterEach(() => {
  rmSync(directory, { recursive: true, force: true })
})

describe("makeDirectories()", () => {
  it("makes what is missing, and says what it made", async () => {
    const [one, two] = [join(directory, "one"), join(directory, "one", "two")]
    expect(await makeDirectories(two)).toEqual([one, two])
    expect(statSync(two).mode & 0o777).toBe(0o700)
    expect(await makeDirectories(two)).toEqual([])
    expect(await makeDirectories("/")).toEqual([])
  })

  it("fails where a file is in the way", async () => {
    const path = join(directory, "plain")
    writeFileSync(path, "")
    await expect(makeDirectories(path)).rejects.toMatchObject({ code: "EEXIST", path })
    await expect(makeDirectories(join(path, "below"))).rejects.toMatchObject({ code: "ENOTDIR" })
  })

  it.runIf(existsSync("/proc/self"))("fails at once where nothing can be made", async () => {
    await expect(makeDirectories("/proc/none/below")).rejects.toMatchObject({
      code: "ENOENT",
      path: "/proc/none",
    })
  })
})
