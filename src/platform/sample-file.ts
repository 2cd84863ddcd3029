import { open, stat } from "node:fs/promises"
import type { FileHandle } from "node:fs/promises"

/** The ends of a file, and what the file system says of it. */
export interface FileSample {
  readonly sizeBytes: number
  /** Milliseconds since 1970 (UTC). */
  readonly modifiedMs: number
  /** The first bytes, as many as were asked for, or all. */
  readonly head: Buffer
  /** The last bytes, as many as were asked for, or all. */
  readonly tail: Buffer
}

/**
 * Reads the ends of a file.
 *
 * @returns undefined for what is no ordinary file, such as a pipe, of which nothing is read
 * @throws the error of the operating system, as Node.js gives it, if the file cannot be opened or read.
 */
export async function sampleFile(path: string, sampleBytes: number): Promise<FileSample | undefined> {
  // Opening a pipe to look at it would keep its writer waiting, or wait for one.
  if (!(await stat(path)).isFile()) return undefined
  const file = await open(path, "r")
  try {
    const { mtimeMs, size } = await file.stat()
    const length = Math.min(size, sampleBytes)
    const head = await readAt(file, 0, length)
    return { sizeBytes: size, modifiedMs: mtimeMs, head, tail: await readAt(file, size - length, length) }
  } finally {
    await file.close()
  }
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length)
  let filled = 0
  while (filled < length) {
    const { bytesRead } = await file.read(bytes, filled, length - filled, position + filled)
    if (bytesRead === 0) break
    filled += bytesRead
  }
  return bytes.subarray(0, filled)
}
