import { mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { diskFileSystem } from "../../platform/files/disk-file-system.ts"
import { describeChange, fingerprintFile, tellsAll } from "./source-fingerprint.ts"
import type { SourceFingerprint } from "./source-fingerprint.ts"
import { asWholeAs, wholeFingerprint } from "./whole-fingerprint.ts"

const LARGE = Buffer.alloc(6_000_000, "a")
let folder = ""
let path = ""
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "whole-fingerprint-"))
  path = join(folder, "data.csv")
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

const source = (): { path: string; fingerprint: () => Promise<SourceFingerprint | undefined> } => ({
  path,
  fingerprint: () => fingerprintFile(path, diskFileSystem),
})

async function written(content: Buffer, modifiedSeconds: number): Promise<SourceFingerprint> {
  writeFileSync(path, content)
  utimesSync(path, modifiedSeconds, modifiedSeconds)
  return (await source().fingerprint()) ?? {}
}

/** A byte between two samples differs. */
function changed(): Buffer {
  const copy = Buffer.from(LARGE)
  copy[100_000] = 98
  return copy
}

describe("wholeFingerprint()", () => {
  it("tells a change between the samples from a mere copy", async () => {
    const sampled = await written(LARGE, 1)
    expect(tellsAll(sampled)).toBe(false)
    const whole = await wholeFingerprint(source(), sampled, diskFileSystem)
    expect(tellsAll(whole)).toBe(true)
    const compare = async (now: SourceFingerprint): ReturnType<typeof asWholeAs> =>
      asWholeAs(whole, source(), now, diskFileSystem)
    expect(describeChange(whole, await compare(await written(LARGE, 2)))?.kind).toBe("touched")
    const now = await written(changed(), 3)
    expect(describeChange(whole, now)?.kind).toBe("touched")
    expect(describeChange(whole, await compare(now))).toEqual({
      kind: "changed",
      message: "its middle differs",
    })
  })

  it("reads nothing where the samples are all, or the time is as it was", async () => {
    const small = await written(Buffer.from("email\n"), 1)
    expect(tellsAll(small)).toBe(true)
    expect(await wholeFingerprint(source(), small, diskFileSystem)).toBe(small)
    const now = await written(LARGE, 1)
    const whole = await wholeFingerprint(source(), now, diskFileSystem)
    expect(await asWholeAs(whole, source(), now, diskFileSystem)).toBe(now)
    expect(await asWholeAs(now, source(), await written(LARGE, 2), diskFileSystem)).not.toHaveProperty(
      "content",
    )
  })

  it("takes no digest of what stands in place of the source by now", async () => {
    const before = await written(LARGE, 1)
    writeFileSync(`${path}.new`, changed())
    renameSync(`${path}.new`, path)
    expect(await wholeFingerprint(source(), before, diskFileSystem)).toBe(before)
    rmSync(path)
    expect(await wholeFingerprint(source(), before, diskFileSystem)).toBe(before)
  })
})
