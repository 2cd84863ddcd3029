import { open } from "node:fs/promises"

/** How to read a file. */
export interface ReadFileOptions {
  /** Bytes before this one are not read. @defaultValue 0 */
  readonly fromByte?: number | undefined
  /** Reading ends, without an error, as soon as this aborts. */
  readonly signal?: AbortSignal | undefined
  /** How much to read at once. @defaultValue 65536; larger reads cost memory and cache misses */
  readonly chunkBytes?: number | undefined
  /** Called once with the file's size, before the first chunk; not called where there is none, as for pipes. */
  readonly onSize?: ((sizeBytes: number) => void) | undefined
}

/** Thrown where a file ends before the size that it had when it was opened. */
export class FileShrankError extends Error {
  override readonly name = "FileShrankError"
  readonly code = "FILE_SHRANK"
}

const CHUNK_BYTES = 64 * 1024

/**
 * Reads a file in chunks, each in a buffer of its own, one read at a time.
 *
 * The file is closed when the reading ends, fails, or is returned early. What is
 * appended meanwhile is read too. Pipes have no positions: what is not wanted of them is read, and left out.
 *
 * @throws {@link FileShrankError} if the file has become shorter than it was when it was opened.
 * @throws the error of the operating system, as Node.js gives it, if the file cannot be opened or read.
 */
export async function* readFile(
  path: string | URL,
  options: ReadFileOptions = {},
): AsyncGenerator<Buffer, void> {
  const { fromByte = 0, signal, chunkBytes = CHUNK_BYTES, onSize } = options
  const file = await open(path, "r")
  try {
    const stat = await file.stat()
    if (stat.isFile()) onSize?.(stat.size)
    // `null` reads on from where the last read ended.
    let position = stat.isFile() ? fromByte : null
    let leftOutBytes = stat.isFile() ? 0 : fromByte
    for (;;) {
      if (signal?.aborted === true) return
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(chunkBytes), 0, chunkBytes, position)
      if (bytesRead === 0) {
        if (stat.isFile() && position !== null && position < stat.size && fromByte <= stat.size)
          throw new FileShrankError()
        if (leftOutBytes > 0) throw new FileShrankError()
        return
      }
      if (position !== null) position += bytesRead
      const fromIndex = Math.min(leftOutBytes, bytesRead)
      leftOutBytes -= fromIndex
      if (fromIndex < bytesRead) yield buffer.subarray(fromIndex, bytesRead)
    }
  } finally {
    await file.close()
  }
}
