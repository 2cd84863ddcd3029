import { execFileSync } from "node:child_process"
import { mkdtempSync, rmSync, truncateSync, utimesSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { diskFileSystem } from "../../platform/files/disk-file-system.ts"
import { describeChange, fingerprintFile } from "./source-fingerprint.ts"
import type { SourceFingerprint } from "./source-fingerprint.ts"

const KIB = 1024
let folder = ""
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "source-fingerprint-"))
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

/** The fingerprint of a file with this content. */
async function after(
  content: string | Buffer,
  modifiedSeconds = 1_000,
): Promise<SourceFingerprint | undefined> {
  const path = join(folder, "data.csv")
  writeFileSync(path, content)
  utimesSync(path, modifiedSeconds, modifiedSeconds)
  return fingerprintFile(path, diskFileSystem)
}

const large = Buffer.alloc(200 * KIB, "a")
const changedAt = (position: number): Buffer => {
  const copy = Buffer.from(large)
  copy[position] = 98
  return copy
}

describe("fingerprintFile()", () => {
  it("knows a file again, from its path or URL", async () => {
    const fingerprint = await after("email\na@example.com\n")
    expect(fingerprint).toMatchObject({ sizeBytes: 20, modifiedMs: 1_000_000 })
    const url = pathToFileURL(join(folder, "data.csv"))
    expect(await fingerprintFile(url, diskFileSystem)).toEqual(fingerprint)
  })

  it("has none of pipes, directories and what is missing", async () => {
    const pipe = join(folder, "pipe")
    execFileSync("mkfifo", [pipe])
    expect(await fingerprintFile(pipe, diskFileSystem)).toBeUndefined()
    expect(await fingerprintFile(folder, diskFileSystem)).toBeUndefined()
    expect(await fingerprintFile("/dev/null", diskFileSystem)).toBeUndefined()
    expect(await fingerprintFile(join(folder, "none"), diskFileSystem)).toBeUndefined()
  })

  it("takes an empty file as it is", async () => {
    expect(await after("")).toMatchObject({ sizeBytes: 0 })
  })
})

describe("describeChange()", () => {
  const changeTo = async (content: string | Buffer, modifiedSeconds?: number): Promise<unknown> =>
    describeChange(await after(large), await after(content, modifiedSeconds))

  it("says nothing of the same file", async () => {
    expect(await changeTo(large)).toBeUndefined()
  })

  it.each([
    [20, "it is 20 bytes longer"],
    [63 * KIB, "it is 20 bytes longer"],
    [64 * KIB - 1, "it is 20 bytes longer"],
    [64 * KIB, "it is 20 bytes longer, and its end differs"],
    [200 * KIB, "it is 20 bytes longer, and its end differs"],
    [5_000 * KIB, "it is 20 bytes longer, and its end differs"],
  ])("does not say that the beginning differs if rows were appended to %i bytes", async (bytes, message) => {
    const content = Buffer.alloc(bytes, "a")
    const appended = Buffer.concat([content, Buffer.from("b@example.com,Berlin")])
    expect(describeChange(await after(content), await after(appended))).toEqual({ kind: "changed", message })
    const cut = { kind: "changed", message: message.replace("longer", "shorter") }
    expect(describeChange(await after(appended), await after(content))).toEqual(cut)
  })

  it("says what differs, whatever the time of the last change", async () => {
    expect(await changeTo(changedAt(64 * KIB - 1))).toMatchObject({ message: "its beginning differs" })
    expect(await changeTo(changedAt(136 * KIB), 2_000)).toMatchObject({ message: "its end differs" })
    expect(await changeTo(Buffer.concat([large, large]))).toEqual({
      kind: "changed",
      message: "it is 204,800 bytes longer",
    })
    expect(await changeTo(large.subarray(1))).toMatchObject({ message: "it is 1 byte shorter" })
    expect(await changeTo("other")).toMatchObject({ message: "it is 204,795 bytes shorter" })
  })

  it("takes a file that looks the same for the same, and says that it was touched", async () => {
    expect(await changeTo(large, 2_000)).toMatchObject({ kind: "touched" })
  })

  it("sees a change in the middle, of up to 4 MiB any, of more where many bytes differ", async () => {
    const middle = { kind: "changed", message: "its middle differs" }
    expect(await changeTo(changedAt(100 * KIB), 2_000)).toEqual(middle)
    const huge = Buffer.alloc(20_000 * KIB, "a")
    const before = await after(huge)
    huge.fill("b", 7_000 * KIB, 7_700 * KIB)
    expect(describeChange(before, await after(huge))).toEqual(middle)
  })

  it("compares digests only where both have one: journals of earlier releases have none", async () => {
    const { digest: _, ...old } = (await after(large)) ?? {}
    expect(describeChange(old, await after(changedAt(100 * KIB), 2_000))).toMatchObject({ kind: "touched" })
    expect(describeChange(await after(large), old)).toBeUndefined()
  })

  it("takes little time, however large a file is", async () => {
    const path = join(folder, "sparse.csv")
    writeFileSync(path, "")
    truncateSync(path, 20 * 1024 ** 3)
    let reads = 0
    let readBytes = 0
    const counting = {
      ...diskFileSystem,
      open: async (opened: string) => {
        const file = await diskFileSystem.open(opened)
        const read = (position: number, lengthBytes: number): Promise<Buffer> => {
          reads += 1
          readBytes += lengthBytes
          return file.read(position, lengthBytes)
        }
        return { ...file, read }
      },
    }
    expect(await fingerprintFile(path, counting)).toMatchObject({ sizeBytes: 20 * 1024 ** 3 })
    expect([reads, readBytes / KIB]).toEqual([34, 640])
  })

  it("compares versions where a source has them", () => {
    expect(describeChange({ version: '"a"' }, { version: '"b"', sizeBytes: 7 })).toEqual({
      kind: "changed",
      message: 'its version is "b", it was "a"',
    })
    expect(describeChange({ version: '"a"' }, { version: '"a"' })).toBeUndefined()
  })

  it("cannot know of what had no fingerprint, and sees when there no longer is one", async () => {
    const fingerprint = await after(large)
    expect(describeChange(undefined, fingerprint)).toBeUndefined()
    expect(describeChange(undefined, undefined)).toBeUndefined()
    expect(describeChange(fingerprint, undefined)).toMatchObject({ kind: "changed" })
  })
})
