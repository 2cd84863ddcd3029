import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { Vault } from "../../tests/kit/invented-source.ts"
import { SourceError } from "../errors.ts"
import { diskFileSystem } from "../platform/files/disk-file-system.ts"
import { bytesAt } from "./bytes-at.ts"
import { ALL_PARTS } from "./source-parts.ts"

let folder = ""
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "bytes-at-"))
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

describe("bytesAt()", () => {
  it("gives ranges, and says that the file has become shorter instead of giving a part of one", async () => {
    const path = join(folder, "data")
    writeFileSync(path, "abcdefg")
    const { ranges } = bytesAt(path, diskFileSystem)
    expect(await ranges.sizeBytes()).toBe(7)
    expect((await ranges.readRange(2, 5)).toString()).toBe("cde")
    truncateSync(path, 4)
    const reading = ranges.readRange(2, 5)
    await expect(reading).rejects.toBeInstanceOf(SourceError)
    await expect(reading).rejects.toThrow("Cannot read data as it has become shorter while it was read")
  })

  it("says what a place says is wrong, and where", async () => {
    const parts = { ...ALL_PARTS, places: [new Vault().place, ...ALL_PARTS.places] }
    const bytes = bytesAt("vault://some/data.csv", diskFileSystem, parts)
    expect(bytes).toMatchObject({
      name: "data.csv",
      path: undefined,
      place: { name: "vault", address: "vault://some/data.csv" },
    })
    expect(await bytes.fingerprint()).toBe(undefined)
    const reading = async (): Promise<void> => {
      for await (const chunk of bytes.read(0, undefined)) expect(chunk).toBe(undefined)
    }
    await expect(reading()).rejects.toThrow(
      "Cannot read data.csv as the vault holds nothing of that name: the path is vault://some/data.csv.",
    )
  })

  it("knows what is named among devices and open files by no path: it is something else another time", () => {
    expect(bytesAt("/dev/stdin", diskFileSystem)).toMatchObject({
      name: "stdin",
      path: undefined,
      place: undefined,
    })
    expect(bytesAt("data.csv", diskFileSystem)).toMatchObject({ path: join(process.cwd(), "data.csv") })
  })
})
