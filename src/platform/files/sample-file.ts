import type { FileSystem } from "./file-system.ts"

/** Parts of a file, and what the file system says of it. */
export interface FileSample {
  readonly sizeBytes: number
  /** Milliseconds since 1970 (UTC). */
  readonly modifiedMs: number
  /** The first bytes, as many as were asked for, or all. */
  readonly head: Buffer
  /** The last bytes, as many as were asked for, or all. */
  readonly tail: Buffer
  /** Parts at even distances from the first byte to the last; of a small file all of it, in one. */
  readonly spread: readonly Buffer[]
}

/** How much of a file to read. */
export interface SampleSizes {
  /** Of its beginning and of its end. */
  readonly endBytes: number
  /** How many parts from all over it, and how large each is. */
  readonly spreadParts: number
  readonly partBytes: number
  /** A file that is no larger than this is read as a whole instead. */
  readonly wholeBytes: number
}

/**
 * Reads parts of a file: its ends, and samples from all over it. How many bytes are read does not grow with the file.
 *
 * @returns undefined for what is no ordinary file, such as a pipe, of which nothing is read, and for what is not there
 * @throws the error of the operating system, as Node.js gives it, if the file cannot be opened or read.
 */
export async function sampleFile(
  path: string,
  sizes: SampleSizes,
  files: FileSystem,
): Promise<FileSample | undefined> {
  // Opening a pipe to look at it would keep its writer waiting, or wait for one.
  if ((await files.look(path))?.kind !== "file") return undefined
  const file = await files.open(path)
  try {
    const { mtimeMs, size } = await file.state()
    const length = Math.min(size, sizes.endBytes)
    const spread: Buffer[] = []
    for (const { from, to } of partsOf(size, sizes)) spread.push(await file.read(from, to - from))
    return {
      sizeBytes: size,
      modifiedMs: mtimeMs,
      head: await file.read(0, length),
      tail: await file.read(size - length, length),
      spread,
    }
  } finally {
    await file.close()
  }
}

function partsOf(
  sizeBytes: number,
  { partBytes, spreadParts, wholeBytes }: SampleSizes,
): readonly { readonly from: number; readonly to: number }[] {
  if (sizeBytes <= wholeBytes) return [{ from: 0, to: sizeBytes }]
  return Array.from({ length: spreadParts }, (_, index) => {
    const from = Math.floor(((sizeBytes - partBytes) * index) / (spreadParts - 1))
    return { from, to: from + partBytes }
  })
}
