import { execFileSync } from "node:child_process"
import {
  chmodSync,
  mkdirSync,
  closeSync,
  mkdtempSync,
  openSync,
  readSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { diskFileSystem } from "./disk-file-system.ts"
import { continueTextFile, createTextFile, replaceTextFile } from "./text-file.ts"

let folder = ""
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "text-file-"))
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})
const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8)

describe("createTextFile()", () => {
  it("writes in order, into a directory that it makes, for the owner's eyes only", async () => {
    const path = join(folder, "a", "b", "file")
    const file = await createTextFile(path, diskFileSystem)
    await file.write("one\n")
    await file.write("zwei ü\n")
    await file.close()
    expect(readFileSync(path, "utf8")).toBe("one\nzwei ü\n")
    expect([modeOf(path), modeOf(join(folder, "a", "b")), modeOf(join(folder, "a"))]).toEqual([
      "600",
      "700",
      "700",
    ])
  })

  it("leaves no hole where somebody else cuts the file off meanwhile", async () => {
    const path = join(folder, "list")
    const file = await createTextFile(path, diskFileSystem)
    await file.write("first\n")
    truncateSync(path)
    await file.write("second\n")
    await file.close()
    expect(readFileSync(path, "utf8")).toBe("second\n")
  })

  it("empties an old file", async () => {
    const path = join(folder, "file")
    writeFileSync(path, "old")
    const file = await createTextFile(path, diskFileSystem)
    await file.close()
    expect(readFileSync(path, "utf8")).toBe("")
  })

  it("no longer lets anybody else read an old file", async () => {
    const path = join(folder, "file")
    writeFileSync(path, "old")
    chmodSync(path, 0o644)
    const file = await createTextFile(path, diskFileSystem)
    await file.close()
    expect(modeOf(path)).toBe("600")
  })

  it("writes to a pipe or a device, such as /dev/null, and leaves it as it is", async () => {
    const path = join(folder, "pipe")
    execFileSync("mkfifo", ["-m", "622", path])
    const reader = openSync(path, "r+")
    const file = await createTextFile(path, diskFileSystem)
    await file.write("through")
    await file.close()
    const bytes = Buffer.alloc(20)
    expect(bytes.toString("utf8", 0, readSync(reader, bytes))).toBe("through")
    closeSync(reader)
    expect(modeOf(path)).toBe("622")
  })

  it("fails where there is a directory of that name, or a file in the place of a directory", async () => {
    mkdirSync(join(folder, "dir"))
    await expect(createTextFile(join(folder, "dir"), diskFileSystem)).rejects.toThrow(/EISDIR/)
    writeFileSync(join(folder, "file"), "")
    await expect(createTextFile(join(folder, "file", "x"), diskFileSystem)).rejects.toThrow(/ENOTDIR|EEXIST/)
  })
})

describe("continueTextFile()", () => {
  it("cuts off what is too much, and writes on from there", async () => {
    const path = join(folder, "file")
    const first = await createTextFile(path, diskFileSystem)
    await first.write("zwölf\n")
    expect(first.sizeBytes).toBe(7)
    await first.sync()
    await first.write("not settled")
    await first.close()
    const second = await continueTextFile(path, 7, diskFileSystem)
    await second?.write("ü")
    await second?.write("\n")
    expect(second?.sizeBytes).toBe(10)
    await second?.close()
    expect(readFileSync(path, "utf8")).toBe("zwölf\nü\n")
  })

  it("gives nothing where the file is missing or too short, and leaves it as it is", async () => {
    const path = join(folder, "file")
    writeFileSync(path, "abc")
    expect(await continueTextFile(path, 4, diskFileSystem)).toBeUndefined()
    expect(await continueTextFile(join(folder, "none"), 0, diskFileSystem)).toBeUndefined()
    expect(readFileSync(path, "utf8")).toBe("abc")
    expect(readdirSync(folder)).toEqual(["file"])
  })
})

describe("replaceTextFile()", () => {
  it("puts a whole file in the place of the old one, and leaves nothing else behind", async () => {
    const path = join(folder, "summary.json")
    await replaceTextFile(path, "one, longer", diskFileSystem)
    await replaceTextFile(path, "two", diskFileSystem)
    expect(readFileSync(path, "utf8")).toBe("two")
    expect(readdirSync(folder)).toEqual(["summary.json"])
    expect(modeOf(path)).toBe("600")
  })

  it("replaces a draft that was left behind, whoever may read it", async () => {
    writeFileSync(join(folder, "summary.json.new"), "half", { mode: 0o644 })
    await replaceTextFile(join(folder, "summary.json"), "whole", diskFileSystem)
    expect(readFileSync(join(folder, "summary.json"), "utf8")).toBe("whole")
    expect(readdirSync(folder)).toEqual(["summary.json"])
    expect(modeOf(join(folder, "summary.json"))).toBe("600")
  })

  it("leaves the old file alone where the new one cannot be put in its place", async () => {
    mkdirSync(join(folder, "summary.json", "full"), { recursive: true })
    await expect(replaceTextFile(join(folder, "summary.json"), "x", diskFileSystem)).rejects.toThrow(
      /EISDIR|ENOTEMPTY|EEXIST/,
    )
  })
})
