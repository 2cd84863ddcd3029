import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { diskLocks } from "./directory-lock.ts"
import { diskFileSystem } from "./disk-file-system.ts"
import type { FileSystem } from "./file-system.ts"
import { heldPlatform } from "./held-platform.ts"

let folder = ""
let isHeld = true
/** Holds the lock when it is asked, and has lost it right afterwards. */
let files: FileSystem
const at = (name: string): string => join(folder, name)

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "held-platform-"))
  isHeld = true
  const guard = (): void => {
    if (!isHeld) throw new Error("lost")
  }
  files = heldPlatform(
    { files: diskFileSystem, locks: diskLocks },
    { ensureHeld: () => Promise.resolve(), guard },
  ).files
  writeFileSync(at("old"), "old")
  mkdirSync(at("empty"))
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

describe("heldPlatform()", () => {
  it.each<[string, () => Promise<unknown>]>([
    ["makeDirectory", () => files.makeDirectory(at("new"))],
    ["create", () => files.create(at("old"))],
    ["createNew", () => files.createNew(at("old"))],
    ["rename", () => files.rename(at("old"), at("new"))],
    ["link", () => files.link(at("old"), at("new"))],
    ["remove", () => files.remove(at("old"))],
    ["removeTree", () => files.removeTree(at("empty"))],
  ])("%s looks in the step in which it changes something", async (_, act) => {
    isHeld = false
    await expect(act()).rejects.toThrow("lost")
    expect(readdirSync(folder)).toEqual(["empty", "old"])
    expect(readFileSync(at("old"), "utf8")).toBe("old")
  })

  it("does not remove an empty directory either, and does not reject", async () => {
    isHeld = false
    await files.removeEmptyDirectory(at("empty"))
    expect(existsSync(at("empty"))).toBe(true)
    isHeld = true
    await files.removeEmptyDirectory(at("empty"))
    expect(existsSync(at("empty"))).toBe(false)
  })

  it("writes and cuts off nothing either", async () => {
    const file = await files.append(at("old"))
    isHeld = false
    await expect(file?.write("more")).rejects.toThrow("lost")
    await expect(file?.truncate(1)).rejects.toThrow("lost")
    await file?.close()
    expect(readFileSync(at("old"), "utf8")).toBe("old")
  })
})

describe("createNew()", () => {
  it("takes the name of a file that is open elsewhere, and leaves that without one", async () => {
    const open = await files.append(at("old"))
    const file = await files.createNew(at("old"))
    await file.write("new")
    await open?.write(" and more")
    await open?.close()
    await file.close()
    expect(readFileSync(at("old"), "utf8")).toBe("new")
  })
})
