import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { open, readdir } from "node:fs/promises"
import { execFileSync } from "node:child_process"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setImmediate } from "node:timers/promises"
import { gzipSync } from "node:zlib"
import fc from "fast-check"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { diskFileSystem } from "../../../platform/files/disk-file-system.ts"
import { FileShrankError } from "../../../platform/files/read-file.ts"
import { filePlace } from "../../places/file-place.ts"
import { pipePlace } from "../../places/pipe-place.ts"
import type { PlacedBytes } from "../../places/place.ts"
import { unpacked } from "../unpacked.ts"
import type { UnpackedOptions } from "../unpacked.ts"
import { GzipError } from "./gzip-error.ts"
import { gzipPacking } from "./gzip-packing.ts"

let folder = ""
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "read-gzip-file-"))
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

function write(...parts: readonly Buffer[]): string {
  const path = join(folder, "data.gz")
  writeFileSync(path, Buffer.concat(parts))
  return path
}

async function placedAt(path: string): Promise<PlacedBytes> {
  const named = { name: "data.gz", address: path }
  const found = (await pipePlace.open(named, diskFileSystem)) ?? (await filePlace.open(named, diskFileSystem))
  if (found === undefined) throw new Error(`Nothing stands at ${path}.`)
  return found
}

/** What is packed at a path. */
async function* readGzipFile(path: string, options: UnpackedOptions): AsyncGenerator<Buffer, void> {
  yield* unpacked(gzipPacking, await placedAt(path), options)
}

/** What came, and how it ended. */
async function read(
  path: string,
  options?: UnpackedOptions,
): Promise<{ readonly bytes: Buffer; readonly error: unknown }> {
  const chunks: Buffer[] = []
  try {
    for await (const chunk of readGzipFile(path, options ?? {})) chunks.push(chunk)
  } catch (error) {
    return { bytes: Buffer.concat(chunks), error }
  }
  return { bytes: Buffer.concat(chunks), error: undefined }
}

/** Packs badly, so that it takes several pieces. */
const NOISE = Buffer.from(
  Array.from({ length: 12_000 }, (_, index) => Math.sin(index).toString(36)).join("\n"),
)
const WELL = { error: undefined }

describe("gzipPacking", () => {
  it("gives what was packed, from any byte on, however many members there are", async () => {
    const member = fc.tuple(fc.nat(300_000), fc.integer({ min: 1, max: 40_000 })).map(([length, every]) =>
      // Some pack well, some badly.
      Buffer.from(Array.from({ length }, (_, index) => NOISE[index % every] ?? 0)),
    )
    const members = fc.array(member, { minLength: 1, maxLength: 4 })
    await fc.assert(
      fc.asyncProperty(members, fc.double({ min: 0, max: 1, noNaN: true }), async (parts, share) => {
        const whole = Buffer.concat(parts)
        const path = write(...parts.map((part) => gzipSync(part)))
        const fromByte = Math.round(whole.length * share)
        const sizes: number[] = []
        const found = await read(path, { fromByte, onSize: (sizeBytes) => sizes.push(sizeBytes) })
        expect(found.error).toBeUndefined()
        // Comparing them by `toEqual` takes a second.
        expect(found.bytes.equals(whole.subarray(fromByte))).toBe(true)
        expect(sizes.at(-1)).toBe(whole.length)
      }),
      { numRuns: 60 },
    )
    expect(await read(write(gzipSync("abc")), { fromByte: 70 })).toEqual({ bytes: Buffer.alloc(0), ...WELL })
  })

  it("estimates the size from the first chunk on", async () => {
    const path = write(gzipSync(NOISE))
    let sizeBytes = 0
    const chunks = readGzipFile(path, { onSize: (bytes) => (sizeBytes = bytes) })
    await chunks.next()
    expect(sizeBytes).toBeGreaterThan(NOISE.length * 0.8)
    expect(sizeBytes).toBeLessThan(NOISE.length * 1.2)
    await chunks.return()
  })

  it("gives all that can be unpacked of a file that was cut off anywhere, then says so", async () => {
    const packed = gzipSync(NOISE)
    const lengths = fc.integer({ min: 2, max: packed.length - 1 })
    await fc.assert(
      fc.asyncProperty(lengths, async (length) => {
        const found = await read(write(packed.subarray(0, length)))
        expect(found.error).toMatchObject({ name: "GzipError", code: "GZIP_TRUNCATED" })
        expect(found.bytes.equals(NOISE.subarray(0, found.bytes.length))).toBe(true)
        // Of the bytes that are there no more are kept back than the packing itself needs to go on.
        expect(found.bytes.length).toBeGreaterThan((length / packed.length) * NOISE.length * 0.9 - 60_000)
      }),
      { numRuns: 60, examples: [[packed.length - 1], [packed.length - 8], [packed.length - 9], [2], [11]] },
    )
    expect((await read(write(packed.subarray(0, packed.length - 8)))).bytes.equals(NOISE)).toBe(true)
  })

  it("finds any byte that has changed behind the header, if it changes what is unpacked", async () => {
    const packed = gzipSync(NOISE)
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 10, max: packed.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
        async (at, change) => {
          const damaged = Buffer.from(packed)
          damaged[at] = (damaged[at] ?? 0) ^ change
          const { bytes, error } = await read(write(damaged))
          // The last byte before the checksum has bits that mean nothing.
          expect(error instanceof GzipError || (at === packed.length - 9 && bytes.equals(NOISE))).toBe(true)
        },
      ),
      { numRuns: 60, examples: [[packed.length - 9, 112]] },
    )
  })

  it.each([
    ["is none", Buffer.from("a,b\n1,2\n"), "NOT_GZIP", ""],
    ["is empty", Buffer.alloc(0), "GZIP_TRUNCATED", ""],
    ["has text behind its end", Buffer.concat([gzipSync("ab"), Buffer.from("c\n")]), "GZIP_FOLLOWED", ""],
    [
      "has more behind zeros",
      Buffer.concat([gzipSync("ab"), Buffer.alloc(9), gzipSync("cd")]),
      "GZIP_FOLLOWED",
      "ab",
    ],
    [
      "has more behind very many zeros",
      Buffer.concat([gzipSync("ab"), Buffer.alloc(100_000), gzipSync("cd")]),
      "GZIP_FOLLOWED",
      "ab",
    ],
  ])("refuses what %s, after what comes before", async (_, bytes, code, before) => {
    const found = await read(write(bytes))
    expect(found.error).toMatchObject({ code })
    expect(found.bytes.toString()).toBe(before)
  })

  it.each([1, 50, 32_768 - 22, 100_000])("leaves out %d zeros at the end", async (zeros) => {
    expect(await read(write(gzipSync("ab"), Buffer.alloc(zeros)))).toEqual({
      bytes: Buffer.from("ab"),
      ...WELL,
    })
  })

  it("reads a pipe, of which it knows no size", async () => {
    const path = join(folder, "pipe.gz")
    execFileSync("mkfifo", [path])
    const packed = gzipSync("abcdefg")
    const writeSlowly = async (): Promise<void> => {
      const file = await open(path, "w")
      await file.write(packed.subarray(0, 1))
      // Long enough for the reader to get this byte alone; if it does not, the test tells less, and passes.
      for (let turn = 0; turn < 1_000; turn += 1) await setImmediate()
      await file.write(packed.subarray(1))
      await file.close()
    }
    const writing = writeSlowly()
    const sizes: number[] = []
    expect(await read(path, { fromByte: 3, onSize: (sizeBytes) => sizes.push(sizeBytes) })).toEqual({
      bytes: Buffer.from("defg"),
      ...WELL,
    })
    await writing
    expect(sizes).toEqual([])
  })

  it("ends without an error when aborted, and closes the file however it ends", async () => {
    const openFiles = async (): Promise<number> => (await readdir("/proc/self/fd")).length
    const before = await openFiles()
    const path = write(gzipSync(NOISE))
    const controller = new AbortController()
    const chunks = readGzipFile(path, { signal: controller.signal })
    await chunks.next()
    controller.abort()
    for await (const chunk of chunks) expect(chunk.length).toBeGreaterThan(0)
    expect(await read(path, { signal: AbortSignal.abort() })).toEqual({ bytes: Buffer.alloc(0), ...WELL })
    for await (const chunk of readGzipFile(path, {})) if (chunk.length > 0) break
    await read(write(gzipSync(NOISE).subarray(0, 50_000)))
    expect(await openFiles()).toBe(before)
  })

  it("says that the file has become shorter while it was read", async () => {
    // Longer than what is read ahead.
    const packed = gzipSync(Buffer.concat(Array.from({ length: 10 }, () => NOISE)))
    const chunks = readGzipFile(write(packed), {})
    await chunks.next()
    write(packed.subarray(0, packed.length - 40_000))
    const rest = async (): Promise<void> => {
      for await (const chunk of chunks) expect(chunk.length).toBeGreaterThan(0)
    }
    await expect(rest()).rejects.toThrow(FileShrankError)
  })
})
