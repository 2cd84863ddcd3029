import { execFileSync } from "node:child_process"
import { appendFileSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs"
import { open, readdir, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setImmediate as turn } from "node:timers/promises"
import { pathToFileURL } from "node:url"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { FileShrankError, readFile } from "./read-file.ts"

let folder = ""
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "read-file-"))
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

function write(text: string): string {
  const path = join(folder, "data")
  writeFileSync(path, text)
  return path
}

async function texts(chunks: AsyncIterable<Buffer>): Promise<string[]> {
  const found: string[] = []
  for await (const chunk of chunks) found.push(chunk.toString())
  return found
}

async function textsUntilFailure(chunks: AsyncIterable<Buffer>): Promise<string[]> {
  const found: string[] = []
  try {
    for await (const chunk of chunks) found.push(chunk.toString())
  } catch (error) {
    found.push(error instanceof Error ? error.name : String(error))
  }
  return found
}

const openFiles = async (): Promise<number> => (await readdir("/proc/self/fd")).length

describe("readFile()", () => {
  it("gives the bytes in chunks, from a path or a URL", async () => {
    const path = write("abcdefg")
    expect(await texts(readFile(path, { chunkBytes: 3 }))).toEqual(["abc", "def", "g"])
    expect(await texts(readFile(pathToFileURL(path)))).toEqual(["abcdefg"])
  })

  it("starts at a byte, and gives nothing from the end on", async () => {
    const path = write("abcdefg")
    expect(await texts(readFile(path, { fromByte: 4, chunkBytes: 2 }))).toEqual(["ef", "g"])
    expect(await texts(readFile(path, { fromByte: 7 }))).toEqual([])
    expect(await texts(readFile(path, { fromByte: 70 }))).toEqual([])
  })

  it("reads a pipe, and leaves out what comes before a byte", async () => {
    const path = join(folder, "pipe")
    execFileSync("mkfifo", [path])
    const read = async (fromByte: number): Promise<string> => {
      const writing = writeFile(path, "abcdefg")
      const found = await texts(readFile(path, { fromByte, chunkBytes: 2 }))
      await writing
      return found.join("")
    }
    expect(await read(0)).toBe("abcdefg")
    expect(await read(3)).toBe("defg")
    expect(await read(7)).toBe("")
    await expect(read(8)).rejects.toThrow(FileShrankError)
  })

  it("keeps to the size of chunks in a pipe", async () => {
    const path = join(folder, "pipe")
    execFileSync("mkfifo", [path])
    const writing = writeFile(path, "abcde")
    expect(await texts(readFile(path, { fromByte: 1, chunkBytes: 2 }))).toEqual(["b", "cd", "e"])
    await writing
  })

  it("leaves a pipe out of which nothing comes, and closes it", async () => {
    const path = join(folder, "pipe")
    execFileSync("mkfifo", [path])
    const before = await openFiles()
    const writer = await open(path, "r+")
    await writer.write("ab")
    const returned = readFile(path)
    expect((await returned.next()).value?.toString()).toBe("ab")
    await returned.return()
    const abort = new AbortController()
    const aborted = readFile(path, { signal: abort.signal })
    await writer.write("cd")
    expect((await aborted.next()).value?.toString()).toBe("cd")
    const next = aborted.next()
    abort.abort()
    expect(await next).toEqual({ done: true, value: undefined })
    await writer.close()
    await turn()
    expect(await openFiles()).toBe(before)
  })

  it("leaves a pipe that nobody writes to", async () => {
    const path = join(folder, "pipe")
    execFileSync("mkfifo", [path])
    const abort = new AbortController()
    const reading = texts(readFile(path, { signal: abort.signal }))
    setTimeout(() => abort.abort(), 10)
    expect(await reading).toEqual([])
    expect(await texts(readFile(path, { signal: AbortSignal.abort() }))).toEqual([])
  })

  it("waits for one who writes to a pipe, and for all who do", async () => {
    const path = join(folder, "pipe")
    execFileSync("mkfifo", [path])
    const reading = texts(readFile(path))
    const one = await open(path, "w")
    const other = await open(path, "w")
    await one.write("a")
    await one.close()
    await other.write("b")
    await other.close()
    expect((await reading).join("")).toBe("ab")
  })

  it("gives each chunk a buffer of its own", async () => {
    const chunks: Buffer[] = []
    for await (const chunk of readFile(write("aabbcc"), { chunkBytes: 2 })) chunks.push(chunk)
    expect(Buffer.concat(chunks).toString()).toBe("aabbcc")
  })

  it("lets the event loop turn before each chunk, as chunks are read together", async () => {
    const chunks = readFile(write("abcdefgh"), { chunkBytes: 1 })
    let turns = 0
    let isOver = false
    const count = (): void => {
      turns += 1
      if (!isOver) setImmediate(count)
    }
    setImmediate(count)
    const turnsBefore: number[] = []
    for await (const _ of chunks) turnsBefore.push(turns)
    isOver = true
    expect(turnsBefore).toHaveLength(8)
    expect(new Set(turnsBefore).size).toBe(8)
  })

  it("says the size before the first chunk", async () => {
    const sizes: number[] = []
    const chunks = readFile(write("abc"), { fromByte: 1, onSize: (sizeBytes) => sizes.push(sizeBytes) })
    await chunks.next()
    expect(sizes).toEqual([3])
    await chunks.return()
  })

  it("ends without an error when aborted, also before the start", async () => {
    const path = write("abcdef")
    const controller = new AbortController()
    const found: string[] = []
    for await (const chunk of readFile(path, { chunkBytes: 2, signal: controller.signal })) {
      found.push(chunk.toString())
      controller.abort()
    }
    expect(found).toEqual(["ab"])
    expect(await texts(readFile(path, { signal: AbortSignal.abort() }))).toEqual([])
  })

  it("closes the file when it ends, is returned early, or fails", async () => {
    const path = write("abcdef")
    const before = await openFiles()
    await texts(readFile(path))
    for await (const chunk of readFile(path, { chunkBytes: 1 })) if (chunk.length > 0) break
    await expect(texts(readFile(folder))).rejects.toThrow("EISDIR")
    expect(await openFiles()).toBe(before)
  })

  it("throws the system's error for what is missing or a directory", async () => {
    await expect(texts(readFile(join(folder, "none")))).rejects.toMatchObject({ code: "ENOENT" })
    await expect(texts(readFile(folder))).rejects.toMatchObject({ code: "EISDIR" })
  })

  it("fails where the file has shrunk, after what is left of it, and reads on where it has grown", async () => {
    const path = write("abcdefghijklmnopqrstuvwxyz")
    const shrinking = readFile(path, { chunkBytes: 2 })
    await shrinking.next()
    truncateSync(path, 19)
    // What was read ahead is given as it was.
    expect(await textsUntilFailure(shrinking)).toEqual([
      "cd",
      "ef",
      "gh",
      "ij",
      "kl",
      "mn",
      "op",
      "qr",
      "s",
      "FileShrankError",
    ])
    const growing = readFile(path, { chunkBytes: 2 })
    await growing.next()
    appendFileSync(path, "!")
    expect((await texts(growing)).join("")).toBe("cdefghijklmnopqrs!")
  })
})
