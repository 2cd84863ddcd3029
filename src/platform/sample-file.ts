import type { FileSystem } from "./file-system.ts"

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
 * @returns undefined for what is no ordinary file, such as a pipe, of which nothing is read, and for what is not there
 * @throws the error of the operating system, as Node.js gives it, if the file cannot be opened or read.
 */
export async function sampleFile(
  path: string,
  sampleBytes: number,
  files: FileSystem,
): Promise<FileSample | undefined> {
  // Opening a pipe to look at it would keep its writer waiting, or wait for one.
  if ((await files.look(path))?.kind !== "file") return undefined
  const file = await files.open(path)
  try {
    const { mtimeMs, size } = await file.state()
    const length = Math.min(size, sampleBytes)
    return {
      sizeBytes: size,
      modifiedMs: mtimeMs,
      head: await file.read(0, length),
      tail: await file.read(size - length, length),
    }
  } finally {
    await file.close()
  }
}
